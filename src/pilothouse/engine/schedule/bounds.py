"""Makespans that no plan can beat."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backends.people.alone import alone
from pilothouse.engine.schedule.compiled import Compiled, Floats, Ints
from pilothouse.engine.schedule.workload import least_time, mean_finish, workloads


def shortest(problem: Compiled) -> Floats:
    """The least time each item can take: its team all at work, every working day, from the best day on."""
    best = problem.capacity.max(axis=1) if problem.capacity.size else np.zeros(0)
    fastest = np.where(problem.able, best, 0.0).max(axis=1, initial=0.0)
    rate = _summed(problem.pinned_at, best[problem.pinned]) + _summed(problem.slot_at, fastest[problem.slot])
    there = np.where(rate > 0, problem.work / np.where(rate > 0, rate, 1.0), 0.0)
    return np.where(problem.timed, problem.work, there)


def _summed(at: Ints, values: Floats) -> Floats:
    """The sum of each row of CSR values."""
    rows = np.repeat(np.arange(at.size - 1), np.diff(at))
    return np.bincount(rows, weights=values, minlength=at.size - 1).astype(np.float64)


def lower_bound(problem: Compiled) -> float:
    """The largest of the longest chain, the work of each set of classes for those who can do it, and that of
    each pool and cap.

    Where products weigh against each other it is of the mean of their finishes. Of a slice it is around what
    is placed already.
    """
    least = shortest(problem)
    loads = workloads(problem._replace(capacity=left_over(problem)) if problem.busy_to.size else problem)
    if problem.product_weight.size:
        return mean_finish(loads, product_bounds(problem, least), problem.product_weight)
    energy = max((least_time(load, load.amount.sum(axis=1))[0] for load in loads), default=0.0)
    if problem.busy_to.size:
        energy = float(np.floor(energy))  # within a day it does not say which hours are left
    chains = float(alone(problem, least).max(initial=0.0))
    return max(chains, energy, _pools(problem, least), _caps(problem, least))


def left_over(problem: Compiled) -> Floats:
    """The capacity of each person and day, shape (people, days), less the time that is taken already."""
    ends = int(np.ceil(problem.busy_to.max(initial=0.0))) + 1
    days = max(problem.capacity.shape[1], ends + 1)
    whole = np.pad(problem.capacity, ((0, 0), (0, days - problem.capacity.shape[1])), mode="edge")
    person = np.repeat(np.arange(whole.shape[0]), np.diff(problem.busy_at))
    taken = np.zeros((whole.shape[0], days + 1))
    for moment, sign in ((problem.busy_from, 1.0), (problem.busy_to, -1.0)):
        day = moment.astype(np.int64)
        np.add.at(taken, (person, day), sign * (1.0 - moment + day))
        np.add.at(taken, (person, day + 1), sign * (moment - day))
    free: Floats = whole * np.clip(1.0 - np.cumsum(taken, axis=1)[:, :days], 0.0, 1.0)
    return free


def product_bounds(problem: Compiled, least: Floats) -> Floats:
    """No product ends before the last of its items does when no other is in its way."""
    ends = np.zeros(problem.product_weight.size)
    np.maximum.at(ends, problem.product, alone(problem, least))
    return ends


def person_days(problem: Compiled) -> Floats:
    """Work of each item: its effort, or the days that its people are held."""
    heads = np.diff(problem.slot_at) + np.diff(problem.pinned_at)
    return np.where(problem.timed, problem.work * heads, np.where(heads > 0, problem.work, 0.0))


def critical_finishes(problem: Compiled, least: Floats) -> Floats:
    """When each item ends where nobody is short: items take `least` days each."""
    start, length, floor = problem.earliest.tolist(), least.tolist(), problem.floor.tolist()
    at, preds = problem.pred_at.tolist(), problem.pred.tolist()
    kinds, lags = problem.pred_kind.tolist(), problem.pred_lag.tolist()
    for item in problem.order.tolist():
        bound, least_finish = start[item], floor[item]
        for edge in range(at[item], at[item + 1]):
            moment = start[preds[edge]] + lags[edge]
            if kinds[edge] in (0, 2):
                moment += length[preds[edge]]
            if kinds[edge] < 2:
                bound = max(bound, moment)
            else:
                least_finish = max(least_finish, moment)
        start[item] = max(bound, least_finish - length[item])
    finishes: Floats = np.array(start) + least
    return finishes


def _pools(problem: Compiled, least: Floats) -> float:
    if not problem.pool.size:
        return 0.0
    energy = problem.demand.T @ least
    return float(np.max(energy / np.maximum(problem.pool, 1), initial=0.0))


def _caps(problem: Compiled, least: Floats) -> float:
    """The heads that have to be counted under each cap, for as long as their items take at least."""
    bound = 0.0
    for cap, most in enumerate(problem.cap.tolist()):
        inside = ~(problem.able & ~problem.counted[cap]).any(axis=1)
        heads = _summed(problem.slot_at, inside[problem.slot].astype(np.float64))
        bound = max(bound, float((heads * least)[problem.capped[:, cap]].sum()) / most)
    return bound
