"""What a number of people can show, before anyone is asked.

Sources: Virzi 1992, Nielsen & Landauer 1993 for problems that are seen; Wilson 1927 for shares.
"""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.calibrate import wilson
from pilothouse.engine.research.estimates import LEVEL

MET_BY = (0.1, 0.25, 0.5)  # shares of people whom a problem meets
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A problem that `met_by` of all people meet is seen by at least one with probability `chance`."""

    met_by: float
    chance: float


@dataclass(frozen=True, slots=True)
class Shows:
    """What `n` people show: problems that are seen, the rarest that is seen with `LEVEL` (a share of people),
    and the widest interval of a share, `low` to `high`."""

    n: int
    seen: tuple[Seen, ...]
    rarest: float
    low: float
    high: float


def what_it_shows(n: int) -> Shows:
    """Raises `InvalidProblem` for less than one person."""
    if not 1 <= n <= MOST:
        raise InvalidProblem(
            f"{n:,} is no number of people.", where="sample", cure=f"Give 1 to {MOST:,} people."
        )
    seen = tuple(Seen(share, 1 - (1 - share) ** n) for share in MET_BY)
    low, high = wilson(n // 2, n, level=LEVEL)
    return Shows(n, seen, 1 - (1 - LEVEL) ** (1 / n), low, high)
