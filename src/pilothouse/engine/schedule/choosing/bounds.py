"""Ends that no plan with any choices can beat."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.bounds import critical_finishes, shortest
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.settling import settle
from pilothouse.engine.schedule.ways import way_count


def critical_ends(part: Part) -> list[float]:
    """Before when no item of the part ends: along chains of what must be done, every item in its fastest way,
    around what is placed.
    """
    items = part.problem.items
    least = np.full(len(items), np.inf)
    for way in range(max(way_count(item) for item in items)):
        choice = tuple(min(way, way_count(item) - 1) for item in items)
        least = np.minimum(least, shortest(part.compiled(settle(part.problem, choice))))
    least = np.where([item.optional for item in items], 0.0, least)
    first = part.compiled(settle(part.problem, (0,) * least.size))
    if any(item.optional for item in items):
        none = np.zeros(least.size)
        first = first._replace(pred_lag=np.minimum(first.pred_lag, 0.0), earliest=none, floor=none)
    ends: list[float] = critical_finishes(first, least).tolist()
    return ends
