"""Which unit of a pool each item holds, where units must be told apart as people are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.schedule.compiled import Compiled
from pilothouse.engine.schedule.plan import Plan

_Held = list[tuple[float, float, int]]  # start, finish, item


def unit_holders(
    compiled: Compiled,
    plan: Plan,
    capacity: NDArray[np.int64],
    demand: NDArray[np.int64],
    order: list[int],
) -> list[list[int]]:
    """Units by item, those of all pools numbered through; items choose in `order`.

    Units that are free when the item is planned come first, of these a predecessor's, then those that lie
    idle longest. Nothing that comes later in `order` changes what an item is given.
    """
    found: list[list[int]] = [[] for _ in plan.placed]
    first = 0
    for pool in range(capacity.shape[0]):
        units: list[_Held] = [[] for _ in range(int(capacity[pool]))]
        for item in order:
            row, wanted = plan.placed[item], int(demand[item, pool])
            if not wanted or row.finish <= row.start:
                continue
            before = set(compiled.pred[compiled.pred_at[item] : compiled.pred_at[item + 1]].tolist())
            best = sorted(
                range(len(units)), key=lambda unit: (_claim(units[unit], row.start, row.finish, before), unit)
            )[:wanted]
            for unit in best:
                units[unit].append((row.start, row.finish, item))
                found[item].append(first + unit)
        first += len(units)
    return found


def _claim(held: _Held, start: float, finish: float, before: set[int]) -> tuple[float, bool, float]:
    """How little a unit suits: days for which it is taken, then whose it was, then since when it lies
    idle."""
    taken = sum(max(0.0, min(finish, until) - max(start, since)) for since, until, _ in held)
    idle, holder = max(((until, item) for _, until, item in held if until <= start), default=(-1.0, -1))
    return (taken if taken > 1e-9 else 0.0, holder not in before, idle)
