"""When each item could begin and end were no other of its problem in the way: by the calendars of those who
can do it, around the time that is taken already, after what it waits for."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import finish_of, kernel
from pilothouse.engine.schedule.compiled import Compiled

_EPS = 1e-9


@kernel
def _first_try(
    problem: Compiled, item: int, person: int, ready: float, best: float, team: np.ndarray
) -> tuple[float, float]:
    """The earliest begin and end of `item` by `person` alone in one stretch of free time; infinite where the
    end is not before `best`.
    """
    capacity = problem.capacity
    horizon = capacity.shape[1] - 1
    begin, at, last = ready, problem.busy_at[person], problem.busy_at[person + 1]
    high = last
    while at < high:  # the first time taken that ends after `ready`
        middle = (at + high) // 2
        if problem.busy_to[middle] <= ready + _EPS:
            at = middle + 1
        else:
            high = middle
    team[0] = person
    while begin < best:
        if at < last and problem.busy_from[at] <= begin + _EPS:
            begin = max(begin, problem.busy_to[at])
            at += 1
            continue
        free = problem.busy_from[at] if at < last else np.inf
        day = int(np.floor(begin + _EPS))
        while day < horizon and capacity[person, day] <= 0.0:
            day += 1
            begin = float(day)
        if day >= horizon and capacity[person, horizon] <= 0.0:
            return np.inf, np.inf
        if problem.timed[item]:
            end = begin + problem.work[item]
        else:
            end = finish_of(begin, problem.work[item], team, 0, 1, capacity)
        if end <= free + _EPS:
            return begin, end
        begin = free
    return np.inf, np.inf


@kernel
def alone(problem: Compiled, least: np.ndarray) -> np.ndarray:
    """The end of each item, shape (items,), before which no plan can end it.

    Exact by calendar for an item of one head. One of a team, or of nobody, takes `least` days from when it is
    ready. Where nobody of those who can do it is left, that holds as well.
    """
    items = problem.work.shape[0]
    start, finish = np.zeros(items), np.zeros(items)
    team = np.zeros(1, dtype=np.int64)
    for item in problem.order:
        ready, floor = problem.earliest[item], problem.floor[item]
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            kind, before = problem.pred_kind[edge], problem.pred[edge]
            moment = finish[before] if kind == 0 or kind == 2 else start[before]
            if kind < 2:
                ready = max(ready, moment + problem.pred_lag[edge])
            else:
                floor = max(floor, moment + problem.pred_lag[edge])
        begin, end = np.inf, np.inf
        slots = problem.slot_at[item + 1] - problem.slot_at[item]
        named = problem.pinned_at[item + 1] - problem.pinned_at[item]
        if slots + named == 1 and problem.work[item] > 0.0:
            for person in range(problem.leaves.shape[0]):
                if named == 1:
                    if problem.pinned[problem.pinned_at[item]] != person:
                        continue
                elif not problem.able[problem.slot[problem.slot_at[item]], person]:
                    continue
                # Who begins first need not be who ends first.
                first, last = _first_try(problem, item, person, ready, max(begin, end), team)
                begin, end = min(begin, first), min(end, last)
        if end == np.inf:
            begin, end = ready, ready + least[item]
        start[item] = begin
        finish[item] = max(end, floor)
    return finish
