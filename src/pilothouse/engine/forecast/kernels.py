"""The replication kernel: one plan, many futures."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import finish_of, normal, parallel_kernel, prange, uniform, workable


@parallel_kernel
def replicate(
    seed: np.uint64,
    first_draw: int,
    sequence: np.ndarray,
    table: np.ndarray,
    timed: np.ndarray,
    earliest: np.ndarray,
    team_at: np.ndarray,
    team: np.ndarray,
    capacity: np.ndarray,
    pred_at: np.ndarray,
    pred: np.ndarray,
    pred_kind: np.ndarray,
    pred_lag: np.ndarray,
    demand: np.ndarray,
    unit_at: np.ndarray,
    sigma: float,
    start: np.ndarray,
    finish: np.ndarray,
    critical: np.ndarray,
) -> None:
    """Fill start and finish `(draws, items)` and mark `critical[draw, item]` on the longest chain.

    Items are taken in plan order with the plan's people. A start waits for predecessors, for each person's
    previous item, for pools and for the earliest date; then for a day when the team is at work. Work is the
    drawn estimate times one common factor exp(sigma z) per draw.
    """
    draws, items = finish.shape
    people = capacity.shape[0]
    knots = table.shape[1] - 1
    pools = demand.shape[1]
    units = unit_at[pools]
    for draw in prange(draws):
        number = first_draw + draw
        factor = np.exp(sigma * normal(seed, number, 0)) if sigma > 0.0 else 1.0
        free = np.zeros(people)
        holder = np.full(people, -1, np.int64)
        unit_free = np.zeros(units)
        unit_holder = np.full(units, -1, np.int64)
        binder = np.full(items, -1, np.int64)
        last = -1
        for place in range(items):
            item = sequence[place]
            spot = uniform(seed, number, item + 2) * knots
            knot = int(spot)
            work = (table[item, knot] + (table[item, knot + 1] - table[item, knot]) * (spot - knot)) * factor
            begin = earliest[item]
            bound_by = -1
            least_finish = 0.0
            late_by = -1
            for edge in range(pred_at[item], pred_at[item + 1]):
                before = pred[edge]
                kind = pred_kind[edge]
                moment = (finish[draw, before] if kind == 0 or kind == 2 else start[draw, before]) + pred_lag[
                    edge
                ]
                if kind < 2:
                    if moment > begin:
                        begin = moment
                        bound_by = before
                elif moment > least_finish:
                    least_finish = moment
                    late_by = before
            first, end = team_at[item], team_at[item + 1]
            for index in range(first, end):
                if free[team[index]] > begin:
                    begin = free[team[index]]
                    bound_by = holder[team[index]]
            for pool in range(pools):
                need = demand[item, pool]
                if need > 0:
                    part = np.sort(unit_free[unit_at[pool] : unit_at[pool + 1]])
                    if part[need - 1] > begin:
                        begin = part[need - 1]
                        for unit in range(unit_at[pool], unit_at[pool + 1]):
                            if unit_free[unit] == begin:
                                bound_by = unit_holder[unit]
            if begin < 0.0:
                begin = 0.0
            if end > first and work > 0.0:
                begin = workable(begin, team, first, end, capacity)
            if timed[item] or end == first:
                done = begin + work
            else:
                done = finish_of(begin, work, team, first, end, capacity)
            if done < least_finish:
                begin += least_finish - done
                if timed[item] or end == first:
                    done = least_finish
                else:
                    done = max(least_finish, finish_of(begin, work, team, first, end, capacity))
                bound_by = late_by
            start[draw, item] = begin
            finish[draw, item] = done
            binder[item] = bound_by
            for index in range(first, end):
                free[team[index]] = done
                holder[team[index]] = item
            for pool in range(pools):
                need = demand[item, pool]
                unit = unit_at[pool]
                while need > 0 and unit < unit_at[pool + 1]:
                    if unit_free[unit] <= begin:
                        unit_free[unit] = done
                        unit_holder[unit] = item
                        need -= 1
                    unit += 1
            if last == -1 or done > finish[draw, last]:
                last = item
        while last >= 0:
            critical[draw, last] = True
            last = binder[last]
