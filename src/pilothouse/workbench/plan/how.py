"""How a plan is simulated from the shell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class How:
    """Options of `pilothouse forecast` and `pilothouse exposure`: see the commands."""

    draws: int
    seed: int
    passes: int | None
    drift: float
    until: float | None
    budget: float | None
    by: str | None
    policy: str = "fixed"
