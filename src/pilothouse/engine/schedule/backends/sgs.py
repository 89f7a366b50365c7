"""Parallel schedule generation with named people (Kolisch 1996), by priority list, in compiled code.

Time moves forward from event to event. At each event the eligible items are tried in the order of their
priority; one starts when everybody it needs is free and at work, and its pools have room. Nobody is chosen
twice; the heads of an item are filled by augmenting paths, so that an item which can be staffed is staffed.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import finish_of, kernel
from pilothouse.engine.schedule.compiled import Compiled

_NONE = -1


@kernel
def _staff(
    heads: np.ndarray,
    first: int,
    last: int,
    able: np.ndarray,
    usable: np.ndarray,
    cost: np.ndarray,
    chosen: np.ndarray,
) -> bool:
    """Give each head `heads[first:last]` a usable person of its own, into `chosen`; False when impossible.

    Augmenting paths by breadth-first search; each step prefers the person whose `cost` is lowest, so that
    those with rare skills are kept for what needs them.
    """
    count = last - first
    people = usable.shape[0]
    owner = np.full(people, -1, np.int64)
    for head in range(count):
        came = np.full(people, -2, np.int64)
        queue = np.empty(count + 1, np.int64)
        queue[0] = head
        start, end = 0, 1
        free = -1
        while start < end and free < 0:
            row = queue[start]
            start += 1
            best = -1
            for person in range(people):
                if usable[person] and came[person] == -2 and able[heads[first + row], person]:
                    came[person] = row
                    if owner[person] == -1:
                        if best == -1 or cost[person] < cost[best]:
                            best = person
                    else:
                        queue[end] = owner[person]
                        end += 1
            free = best
        if free < 0:
            return False
        person = free
        while person >= 0:
            row = came[person]
            previous = -1
            for other in range(people):
                if owner[other] == row:
                    previous = other
            owner[person] = row
            if previous >= 0:
                owner[previous] = -1
            person = previous if row != head else -1
    for person in range(people):
        if owner[person] >= 0:
            chosen[owner[person]] = person
    return True


@kernel
def generate(
    rank: np.ndarray,
    work: np.ndarray,
    timed: np.ndarray,
    earliest: np.ndarray,
    pinned_at: np.ndarray,
    pinned: np.ndarray,
    slot_at: np.ndarray,
    slot: np.ndarray,
    able: np.ndarray,
    leaves: np.ndarray,
    capacity: np.ndarray,
    pred_at: np.ndarray,
    pred: np.ndarray,
    pred_kind: np.ndarray,
    pred_lag: np.ndarray,
    succ_at: np.ndarray,
    succ: np.ndarray,
    demand: np.ndarray,
    pool: np.ndarray,
    cost: np.ndarray,
    team_at: np.ndarray,
    start: np.ndarray,
    finish: np.ndarray,
    team: np.ndarray,
) -> int:
    """Fill start, finish and team; returns how many items were placed (all of them, for a valid problem)."""
    items = work.shape[0]
    people = leaves.shape[0]
    horizon = capacity.shape[1] - 1
    by_rank = np.empty(items, np.int64)
    for item in range(items):
        by_rank[rank[item]] = item
    waiting = np.empty(items, np.int64)
    ready = np.full(items, np.inf)
    for item in range(items):
        waiting[item] = pred_at[item + 1] - pred_at[item]
        if waiting[item] == 0:
            ready[item] = earliest[item]
    least_finish = np.zeros(items)
    open_ = np.zeros(items, np.bool_)
    first_open = 0
    free_at = np.zeros(people)
    usable = np.zeros(people, np.bool_)
    used = np.zeros(pool.shape[0], np.int64)
    active = np.empty(items, np.int64)
    actives = 0
    chosen = np.empty(max(1, people), np.int64)
    placed = 0
    for item in range(items):
        if waiting[item] == 0:
            open_[rank[item]] = True
    now = 0.0
    while placed < items:
        keep = 0
        for place in range(actives):
            item = active[place]
            if finish[item] > now + 1e-9:
                active[keep] = item
                keep += 1
            else:
                for kind in range(pool.shape[0]):
                    used[kind] -= demand[item, kind]
        actives = keep
        column = int(np.floor(now + 1e-9))
        if column > horizon:
            column = horizon
        idle = 0
        for person in range(people):
            usable[person] = free_at[person] <= now + 1e-9 and capacity[person, column] > 0.0
            if usable[person]:
                idle += 1
        progress = True
        while progress:
            progress = False
            while first_open < items and (not open_[first_open]):
                first_open += 1
                if first_open == items:
                    break
            place = 0
            for place in range(items):
                if not open_[place]:
                    continue
                item = by_rank[place]
                if ready[item] > now + 1e-9:
                    continue
                heads = slot_at[item + 1] - slot_at[item]
                named = pinned_at[item + 1] - pinned_at[item]
                if heads + named > idle:
                    continue
                fits = True
                for kind in range(pool.shape[0]):
                    if used[kind] + demand[item, kind] > pool[kind]:
                        fits = False
                for index in range(pinned_at[item], pinned_at[item + 1]):
                    if not usable[pinned[index]]:
                        fits = False
                if not fits:
                    continue
                base = team_at[item]
                for index in range(named):
                    team[base + index] = pinned[pinned_at[item] + index]
                    usable[team[base + index]] = False
                ok = True
                if heads > 0:
                    ok = _staff(slot, slot_at[item], slot_at[item + 1], able, usable, cost, chosen)
                    if ok:
                        for index in range(heads):
                            team[base + named + index] = chosen[index]
                end = now
                if ok:
                    end = (
                        now + work[item]
                        if timed[item]
                        else finish_of(now, work[item], team, base, base + named + heads, capacity)
                    )
                    gone = False
                    for index in range(base, base + named + heads):
                        if end > leaves[team[index]] + 1e-9:
                            gone = True
                    if gone and heads > 0:
                        # Somebody would leave before the end: try again with those who stay.
                        hidden = np.zeros(people, np.bool_)
                        for person in range(people):
                            if usable[person] and leaves[person] < np.inf:
                                usable[person] = False
                                hidden[person] = True
                        ok = _staff(slot, slot_at[item], slot_at[item + 1], able, usable, cost, chosen)
                        for person in range(people):
                            if hidden[person]:
                                usable[person] = True
                        if ok:
                            for index in range(heads):
                                team[base + named + index] = chosen[index]
                            end = (
                                now + work[item]
                                if timed[item]
                                else finish_of(now, work[item], team, base, base + named + heads, capacity)
                            )
                if ok and end < least_finish[item] - 1e-9:
                    # A finish-to-finish or start-to-finish bound: begin later by what is missing.
                    ready[item] = now + (least_finish[item] - end)
                    ok = False
                if not ok:
                    for index in range(named):
                        usable[pinned[pinned_at[item] + index]] = True
                    continue
                start[item] = now
                finish[item] = end
                open_[place] = False
                placed += 1
                for index in range(base, base + named + heads):
                    free_at[team[index]] = end
                    if end > now + 1e-9:
                        usable[team[index]] = False
                        idle -= 1
                    else:
                        usable[team[index]] = True
                if end > now + 1e-9:
                    active[actives] = item
                    actives += 1
                    for kind in range(pool.shape[0]):
                        used[kind] += demand[item, kind]
                for index in range(succ_at[item], succ_at[item + 1]):
                    after = succ[index]
                    waiting[after] -= 1
                    if waiting[after] == 0:
                        bound = earliest[after]
                        for edge in range(pred_at[after], pred_at[after + 1]):
                            before = pred[edge]
                            kind = pred_kind[edge]
                            if kind == 0 and finish[before] + pred_lag[edge] > bound:
                                bound = finish[before] + pred_lag[edge]
                            elif kind == 1 and start[before] + pred_lag[edge] > bound:
                                bound = start[before] + pred_lag[edge]
                            elif kind == 2 and finish[before] + pred_lag[edge] > least_finish[after]:
                                least_finish[after] = finish[before] + pred_lag[edge]
                            elif kind == 3 and start[before] + pred_lag[edge] > least_finish[after]:
                                least_finish[after] = start[before] + pred_lag[edge]
                        ready[after] = bound
                        open_[rank[after]] = True
                        if bound <= now + 1e-9:
                            progress = True
        if placed == items:
            break
        upcoming = np.inf
        for place in range(actives):
            if finish[active[place]] < upcoming:
                upcoming = finish[active[place]]
        for place in range(items):
            if open_[place]:
                moment = ready[by_rank[place]]
                if moment > now + 1e-9 and moment < upcoming:
                    upcoming = moment
        for person in range(people):
            if free_at[person] <= now + 1e-9:
                today = int(np.floor(now + 1e-9))
                here = capacity[person, min(today, horizon)] > 0.0
                # The next day when an absent person comes back. A present one changes nothing by waiting.
                day = today + 1
                while not here and day <= horizon and day < upcoming:
                    if capacity[person, day] > 0.0:
                        upcoming = float(day)
                    day += 1
        if upcoming == np.inf:
            break
        now = upcoming
    return placed


def run(
    problem: Compiled, rank: np.ndarray, cost: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Start, finish, `team_at` and team for the priority order `rank` (0 first)."""
    items = problem.work.shape[0]
    sizes = np.diff(problem.pinned_at) + np.diff(problem.slot_at)
    team_at = np.zeros(items + 1, dtype=np.int64)
    team_at[1:] = np.cumsum(sizes)
    start, finish = np.zeros(items), np.zeros(items)
    team = np.full(int(team_at[-1]), _NONE, dtype=np.int64)
    placed = generate(
        rank,
        problem.work,
        problem.timed,
        problem.earliest,
        problem.pinned_at,
        problem.pinned,
        problem.slot_at,
        problem.slot,
        problem.able,
        problem.leaves,
        problem.capacity,
        problem.pred_at,
        problem.pred,
        problem.pred_kind,
        problem.pred_lag,
        problem.succ_at,
        problem.succ,
        problem.demand,
        problem.pool,
        cost,
        team_at,
        start,
        finish,
        team,
    )
    if placed < items:
        raise RuntimeError("The generation scheme stopped before every item was placed.")
    return start, finish, team_at, team
