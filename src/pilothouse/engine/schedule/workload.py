"""How soon work can be done by those who can do it, were it split at will: a bound over sets of skills.

Work of a class may be shared out among all who can do that class, each of whom works by their calendar. Until
day T that is a flow from classes to people. Where it falls short, a minimum cut names classes of which there
is too much for their people (Hall 1935), and the day on which just these people have done just that work is
the next T (Newton's method on the parametric flow: Gallo, Grigoriadis and Tarjan 1989). The last T is the
largest such day of all sets of classes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from ortools.graph.python import max_flow  # type: ignore[import-untyped]

from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints

_PARTS = 1e6  # of a day, in which flows are whole
_CLOSE = 1e-9
_ROUNDS = 60
_FEW_PRODUCTS = 12


class Workload(NamedTuple):
    """Person-days by class of work, and who can do it."""

    able: Flags  # (classes, people)
    amount: Floats  # (classes, products)
    capacity: Floats  # (people, horizon + 1); the last column holds for ever after


def workloads(problem: Compiled) -> list[Workload]:
    """By effort under everybody's calendar; and, where some items have fixed lengths, by the time people are
    held, which runs on while they are away.
    """
    found = [_workload(problem, ~problem.timed, problem.capacity)]
    if problem.timed.any():
        works = problem.capacity > 0
        joined = np.logical_or.accumulate(works, axis=1)
        there = joined & np.logical_or.accumulate(works[:, ::-1], axis=1)[:, ::-1]
        found.append(_workload(problem, np.ones_like(problem.timed), there.astype(np.float64)))
    return [row for row in found if row.able.size]


def _workload(problem: Compiled, counted: Flags, capacity: Floats) -> Workload:
    products = max(1, problem.product_weight.size)
    number: dict[bytes, int] = {}
    masks: list[Flags] = []
    rows: list[tuple[int, int, float]] = []
    pairs_of_item = [pairwise(at.tolist()) for at in (problem.slot_at, problem.pinned_at)]
    work, timed = problem.work.tolist(), problem.timed.tolist()
    own = problem.product.tolist() if problem.product_weight.size else [0] * len(work)
    known: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def class_of(heads: tuple[int, ...], named: tuple[int, ...]) -> int:
        if (heads, named) not in known:
            mask = np.zeros(problem.leaves.size, dtype=np.bool_)
            mask[list(named)] = True
            for head in heads:
                mask |= problem.able[head]
            if mask.tobytes() not in number:
                number[mask.tobytes()] = len(masks)
                masks.append(mask)
            known[heads, named] = number[mask.tobytes()]
        return known[heads, named]

    slot, pinned = problem.slot.tolist(), problem.pinned.tolist()
    for item, ((begin, end), (first, last)) in enumerate(zip(*pairs_of_item, strict=True)):
        if not counted[item] or work[item] <= 0:
            continue
        heads, named = slot[begin:end], pinned[first:last]
        if timed[item]:  # each of the team is held from start to finish
            rows += [(class_of((head,), ()), own[item], work[item]) for head in heads]
            rows += [(class_of((), (person,)), own[item], work[item]) for person in named]
        elif heads or named:
            rows.append((class_of(tuple(sorted(heads)), tuple(sorted(named))), own[item], work[item]))
    amount = np.zeros((len(masks), products))
    if rows:
        index = np.array([row[:2] for row in rows], dtype=np.int64)
        np.add.at(amount, (index[:, 0], index[:, 1]), np.array([row[2] for row in rows]))
    able = np.array(masks, dtype=np.bool_).reshape(len(masks), problem.leaves.size)
    return Workload(able, amount, capacity)


def least_time(load: Workload, amount: Floats) -> tuple[float, list[Flags]]:
    """The first day by which `amount` of each class can be done, and the people of every set of classes that
    was too much for them on the way there.
    """
    wanted = np.flatnonzero(amount > 0)
    able = load.able[wanted]
    everybody: Flags = np.logical_or.reduce(able, axis=0)
    crews = [everybody] if wanted.size else []
    day = time_for(load.capacity[crews[0]], float(amount[wanted].sum())) if crews else 0.0
    members, group = np.unique(able, axis=1, return_inverse=True)
    for _ in range(_ROUNDS if wanted.size > 1 else 0):
        done = done_by(load.capacity, day)
        room = np.bincount(group.ravel(), weights=done, minlength=members.shape[1]).astype(np.float64)
        short = _too_much(members, amount[wanted], room)
        if not short.any():
            break
        crew: Flags = np.logical_or.reduce(able[short], axis=0)
        later = time_for(load.capacity[crew], float(amount[wanted][short].sum()))
        if later <= day * (1 + _CLOSE) + _CLOSE:
            break
        day = later
        crews.append(crew)
    return day, crews


def _too_much(able: Flags, amount: Floats, room: Floats) -> Flags:
    """The classes on the source's side of a minimum cut: too much for those who can do them; none where all
    fits.
    """
    classes, people = able.shape
    source, sink = classes + people, classes + people + 1
    one, other = np.nonzero(able)
    wanted, there = np.floor(amount * _PARTS).astype(np.int64), np.ceil(room * _PARTS).astype(np.int64)
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(classes, source), np.arange(classes), wanted)
    flow.add_arcs_with_capacity(classes + np.arange(people), np.full(people, sink), there)
    flow.add_arcs_with_capacity(one, classes + other, wanted[one])
    flow.solve(source, sink)
    short: Flags = np.zeros(classes, dtype=np.bool_)
    if flow.optimal_flow() < wanted.sum():
        side = np.array(flow.get_source_side_min_cut())
        short[side[side < classes]] = True
    return short


def done_by(capacity: Floats, day: float) -> Floats:
    """What each person has worked by `day`."""
    horizon = capacity.shape[1] - 1
    whole = min(int(day), horizon)
    done: Floats = capacity[:, :whole].sum(axis=1) + capacity[:, whole] * (day - whole)
    return done


def time_for(capacity: Floats, amount: float) -> float:
    """The first day by which those people together have done `amount`; 0 where they never do."""
    return float(times_for(capacity, np.array([amount]))[0])


def times_for(capacity: Floats, amounts: Floats) -> Floats:
    if not capacity.size:
        return np.zeros(amounts.size)
    daily = capacity.sum(axis=0)
    done = np.concatenate(([0.0], np.cumsum(daily[:-1])))
    after = np.searchsorted(done, amounts, side="left")
    before = np.clip(after - 1, 0, daily.size - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        moments = before + (amounts - done[before]) / daily[before]
    return np.where((amounts > 0) & np.isfinite(moments), moments, 0.0)


def mean_finish(loads: list[Workload], chains: Floats, weight: Floats) -> float:
    """A bound on the mean finish of products by `weight`, each of which takes as long as its chain.

    Whatever products come first, the last of them does not end before all their work can be done. Of the
    orders in which products can end the best is taken: by dynamic programming over their sets, or, where they
    are many, by the least that any first, second, third ... of them can take.
    """
    crews = [
        (load.capacity[crew], load.amount[~(load.able & ~crew).any(axis=1)].sum(axis=0))
        for load in loads
        for crew in _crews(load, weight)
    ]
    if weight.size > _FEW_PRODUCTS:
        return _by_place(crews, chains, weight)
    inside = (np.arange(1 << weight.size)[:, None] >> np.arange(weight.size) & 1).astype(np.float64)
    ends = np.max(inside * chains, axis=1, initial=0.0)
    for capacity, own in crews:
        ends = np.maximum(ends, times_for(capacity, inside @ own))
    return _best_order(ends, weight)


def _by_place(crews: list[tuple[Floats, Floats]], chains: Floats, weight: Floats) -> float:
    """The k-th of some products to end has k of them behind it, at least as much work as the k smallest.

    Weights are taken in layers: what all weigh, what all but the lightest weigh more, and so on.
    """
    total, below = 0.0, 0.0
    for step in np.unique(weight).tolist():
        own = weight >= step
        ends = np.sort(chains[own])
        for capacity, amount in crews:
            ends = np.maximum(ends, times_for(capacity, np.cumsum(np.sort(amount[own]))))
        total += (step - below) * float(ends.sum())
        below = step
    return total


def _crews(load: Workload, weight: Floats) -> list[Flags]:
    """The people who are short for all work, for each product alone, and for products in Smith's order."""
    total = load.amount.sum(axis=0)
    turn = np.argsort(total / weight, kind="stable")
    found: dict[bytes, Flags] = {}
    for amount in (
        load.amount.sum(axis=1),
        *load.amount.T,
        *(load.amount[:, turn[:count]].sum(axis=1) for count in range(2, turn.size)),
    ):
        found.update((crew.tobytes(), crew) for crew in least_time(load, amount)[1])
    return list(found.values())


def _best_order(ends: Floats, weight: Floats) -> float:
    """Least sum of weight times end, where the last of a set of products ends as `ends` has it."""
    best = np.zeros(ends.size)
    for own in range(1, ends.size):
        last: Ints = np.flatnonzero((own >> np.arange(weight.size)) & 1)
        best[own] = np.min(best[own ^ (1 << last)] + weight[last] * ends[own])
    return float(best[-1])
