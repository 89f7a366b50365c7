"""How much a day of one item counts against a day of another, where not all can be early.

docs/algorithms/planning.md gives the reasons.
"""

from __future__ import annotations

from pilothouse.roadmap.contracts import PRIORITIES
from pilothouse.roadmap.queries.snapshot import OpenItem

SILENT = 1.0  # an item of which nobody says what it is worth
COST_UNIT = 100_000.0  # minor units of cost of delay a week that add 1
LEAST_VALUE = 0.5
VALUE_UNIT = 50.0  # points of value that add 1
RANKS = len(PRIORITIES)
MIDDLE_RANK = 3


def weight(item: OpenItem) -> float:
    """From cost of delay, else value, else the priority. Whether an item is mandatory says that it
    stays, not that it hurries.
    """
    if item.cost_of_delay:
        return SILENT + item.cost_of_delay / COST_UNIT
    if item.value is not None:
        return of_value(item.value)
    return of_rank(PRIORITIES.index(item.priority) + 1) if item.priority else SILENT


def of_value(value: float) -> float:
    """Rises evenly with the value, 0 to 100: the most valuable counts five times the least."""
    return LEAST_VALUE + value / VALUE_UNIT


def of_rank(rank: int) -> float:
    """Weight of a priority's place, 1 to `RANKS`; the middle one weighs what a value of 50 does."""
    return of_value(50) * _centroid(rank) / _centroid(MIDDLE_RANK)


def _centroid(rank: int) -> float:
    """Rank order centroid: the mean of all weights that add up to 1 and fall with the rank.

    Who gives an order says no more than that (Barron and Barrett 1996).
    """
    return sum(1 / place for place in range(rank, RANKS + 1)) / RANKS
