"""Makespans that no plan can beat."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compiled import Compiled, Floats


def shortest(problem: Compiled) -> Floats:
    """The least time each item can take: its team all at work, every working day, from the best day on."""
    best = problem.capacity.max(axis=1) if problem.capacity.size else np.zeros(0)
    least = np.zeros(problem.work.shape[0])
    for item in range(least.shape[0]):
        if problem.timed[item]:
            least[item] = problem.work[item]
            continue
        heads = problem.slot[problem.slot_at[item] : problem.slot_at[item + 1]]
        named = problem.pinned[problem.pinned_at[item] : problem.pinned_at[item + 1]]
        rate = best[named].sum() + sum(best[problem.able[head]].max(initial=0.0) for head in heads)
        least[item] = problem.work[item] / rate if rate > 0 else 0.0
    return least


def lower_bound(problem: Compiled) -> float:
    """The larger of the critical path, the work of everybody, the work of each skill, and of each pool."""
    least = shortest(problem)
    return max(critical_path(problem, least), _energy(problem), _pools(problem, least), 0.0)


def critical_path(problem: Compiled, least: Floats) -> float:
    """The latest end when nobody is short: items take `least` days each."""
    start = problem.earliest.copy()
    for item in problem.order:
        bound, least_finish = start[item], 0.0
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before, lag = problem.pred[edge], problem.pred_lag[edge]
            end = start[before] + least[before]
            kind = problem.pred_kind[edge]
            if kind == 0:
                bound = max(bound, end + lag)
            elif kind == 1:
                bound = max(bound, start[before] + lag)
            else:
                least_finish = max(least_finish, (end if kind == 2 else start[before]) + lag)
        start[item] = max(bound, least_finish - least[item])
    return float((start + least).max(initial=0.0))


def _energy(problem: Compiled) -> float:
    """No set of people who are the only ones for some work can do it faster than all of them together."""
    effort: dict[bytes, float] = {}
    whole = 0.0
    for item in range(problem.work.shape[0]):
        if problem.timed[item]:
            continue
        heads = problem.slot[problem.slot_at[item] : problem.slot_at[item + 1]]
        named = problem.pinned[problem.pinned_at[item] : problem.pinned_at[item + 1]]
        if heads.size + named.size == 0:
            continue
        whole += problem.work[item]
        crew = np.zeros(problem.leaves.shape[0], dtype=np.bool_)
        crew[named] = True
        for head in heads:
            crew |= problem.able[head]
        effort[crew.tobytes()] = effort.get(crew.tobytes(), 0.0) + problem.work[item]
    bound = _time_for(problem.capacity, whole)
    masks = {key: np.frombuffer(key, dtype=np.bool_) for key in effort}
    for mask in masks.values():
        inside = sum(amount for key, amount in effort.items() if not (masks[key] & ~mask).any())
        bound = max(bound, _time_for(problem.capacity[mask], inside))
    return bound


def _time_for(capacity: Floats, amount: float) -> float:
    if amount <= 0 or not capacity.size:
        return 0.0
    daily = capacity.sum(axis=0)
    done = np.concatenate(([0.0], np.cumsum(daily[:-1])))
    day = int(np.searchsorted(done, amount, side="left"))
    if day < done.shape[0]:
        before = day - 1
        return float(before + (amount - done[before]) / daily[before])
    return float(done.shape[0] - 1 + (amount - done[-1]) / daily[-1]) if daily[-1] > 0 else 0.0


def _pools(problem: Compiled, least: Floats) -> float:
    if not problem.pool.size:
        return 0.0
    energy = problem.demand.T @ least
    return float(np.max(energy / np.maximum(problem.pool, 1), initial=0.0))
