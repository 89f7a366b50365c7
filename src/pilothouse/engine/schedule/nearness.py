"""How near a plan in strict order is to the best that the order allows."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.compiled import Compiled, Ints
from pilothouse.engine.schedule.slices import slice_of


def by_rank(problem: Compiled, ranks: Ints, placed: Found) -> tuple[float, float]:
    """A makespan that no plan can beat in which all but the last rank stay as they are, and the largest gap
    of any rank to its bound, those above it as they are: a lower rank may not change them.
    """
    bound, gap = 0.0, 0.0
    for rank in np.unique(ranks):
        rows, higher = np.flatnonzero(ranks == rank), np.flatnonzero(ranks < rank)
        own = lower_bound(slice_of(problem, rows, placed, higher))
        end = float(placed.finishes[rows].max())
        bound, gap = max(bound, own), max(gap, end / own - 1.0 if own > 0 else 0.0)
    return bound, gap
