"""Whether dates still hold as often as they say: a bet against them, which wins in the long run only if they
do not.

A test martingale (Ville 1939; Shafer 2021): a stake of 1 is bet on forecasts one after the other, at odds
that are fair if a date of level p holds with chance p. If it does, the stake ever reaches 20 in at most one
of 20 records, however long they are and however often one looks. An interval of a share that is looked at
after every forecast has no such bound: at 95 % it rings falsely in half of all records of 200.

The bound needs forecasts of which one is over before the next is made: those that run at the same time share
their luck. `apart` chooses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

THRESHOLD = 20.0  # false alarms ever: one in so many records
LEAST = 12  # cases below which nothing is said
# The stake is spread over chances with which dates might really hold: three quarters below what is said, as
# dates that come too early do more harm.
_BELOW = 0.75
_FAR, _NEAR_BELOW, _NEAR_ABOVE = 0.4, 0.005, 0.01
_POINTS = 80


class Promise(NamedTuple):
    """One date: when it was given, the date itself, and whether it held; None where that is not scored."""

    made: date
    due: date
    held: bool | None


@dataclass(frozen=True)
class Guard:
    """So many of `cases` dates of one level held. `evidence` is what a stake of 1 has become."""

    level: float
    held: int
    cases: int
    evidence: float

    @property
    def tripped(self) -> bool:
        return self.cases >= LEAST and self.evidence >= THRESHOLD


def apart(promises: Iterable[Promise]) -> list[Promise]:
    """Promises of which none was made before the one before it came due; of those made on one day the
    soonest. They are chosen by what was known when they were made, never by what became of them."""
    found: list[Promise] = []
    for row in sorted(promises, key=lambda row: (row.made, row.due)):
        if not found or row.made > found[-1].due:
            found.append(row)
    return found


def guard(outcomes: Sequence[bool], *, level: float) -> Guard:
    """Look at resolved forecasts of one stated `level`, 0..1, that do not overlap."""
    held = sum(outcomes)
    return Guard(level, held, len(outcomes), evidence(held, len(outcomes), level))


def evidence(held: int, cases: int, level: float) -> float:
    """What a stake of 1 has become after `cases` dates of `level`, of which `held` held: the mean over
    chances q of (q/p)^held ((1 - q)/(1 - p))^missed. Its expectation is 1 where the level is true."""
    low, high = max(0.01, level - _FAR), min(0.995, level + _FAR)
    below = np.linspace(low, level - _NEAR_BELOW, _POINTS)
    above = np.linspace(level + _NEAR_ABOVE, high, _POINTS)

    def won(chances: np.ndarray) -> float:
        gain = held * np.log(chances / level) + (cases - held) * np.log((1 - chances) / (1 - level))
        return float(np.exp(gain).mean())

    return _BELOW * won(below) + (1 - _BELOW) * won(above)
