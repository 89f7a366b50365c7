"""The answer to "why this date?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One link of the chain from an item's start back to the start of the plan."""

    key: str
    title: str
    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class WhyPerson:
    """Someone on the item, and why they could be chosen."""

    id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why this date?"."""

    key: str
    title: str
    summary: str
    start: date | None
    p50: date | None
    p85: date | None
    deadline: date | None
    chance: float | None
    chain: tuple[WhyStep, ...]
    others: tuple[str, ...]
    estimate: str
    people: tuple[WhyPerson, ...]
    absences: tuple[str, ...]
    notes: tuple[str, ...]
    run_number: int | None
