"""Problems of pools whose items have alternatives as integer arrays, the pools of a moment in one word.

Every pool has a lane of a 64-bit word with a guard bit above it, so that one subtraction and one comparison
tell whether an item fits (Lamport 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pilothouse.engine.network import tails, topological_order
from pilothouse.engine.schedule.compiled import Floats, Ints
from pilothouse.engine.schedule.parts import Alternative
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.ways import ways_of

_BITS = 64
_HORIZON = 200_000


class Modes(NamedTuple):
    """Item i's modes are `mode_at[i]:mode_at[i + 1]`; CSR pairs name what precedes and follows it."""

    mode_at: Ints
    length: Ints  # (modes,) days
    need: np.ndarray  # (modes,) packed units of renewable pools
    spend: Ints  # (modes, consumables)
    stock: Ints  # (consumables,)
    earliest: Ints
    pred_at: Ints
    pred: Ints
    succ_at: Ints
    succ: Ints
    full: np.uint64
    guard: np.uint64
    tails: Floats  # longest path to the end by the shortest modes
    horizon: int


def fits(problem: Problem) -> bool:
    """Whether this search can take the problem: whole days, plain FS, pools only, one aim: to end early."""
    if (
        problem.caps
        or len(problem.products) > 1
        or problem.budgets
        or any(group.deadline is not None and group.members for group in problem.groups)
    ):
        return False
    if any(edge.kind != "FS" or edge.lag for edge in problem.dependencies):
        return False
    if len({item.weight for item in problem.items}) > 1 or any(item.delay_cost for item in problem.items):
        return False
    bits = sum(pool.capacity.bit_length() + 1 for pool in problem.pools if pool.renewable)
    return bits <= _BITS and all(_plain(item) for item in problem.items) and _horizon(problem) <= _HORIZON


def _plain(item: Item) -> bool:
    if item.optional or item.deadline is not None or item.fixed_start is not None:
        return False
    return item.earliest == round(item.earliest) and all(
        way.effort is None and not way.needs and not way.people and _days(way) == round(_days(way))
        for way in ways_of(item)
    )


def _days(way: Item | Alternative) -> float:
    return way.duration.mean if way.duration is not None else 0.0


def _horizon(problem: Problem) -> float:
    return max((item.earliest for item in problem.items), default=0.0) + sum(
        max(_days(way) for way in ways_of(item)) for item in problem.items
    )


def build(problem: Problem) -> Modes:
    """The arrays of a problem that `fits`, items and modes in its own order."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    edges = [(number[edge.predecessor], number[edge.successor]) for edge in problem.dependencies]
    preds: list[list[int]] = [[] for _ in number]
    succs: list[list[int]] = [[] for _ in number]
    for before, after in dict.fromkeys(edges):
        preds[after].append(before)
        succs[before].append(after)
    ways = [way for item in problem.items for way in ways_of(item)]
    need, full, guard = _packed(problem, ways)
    consumables = [pool for pool in problem.pools if not pool.renewable]
    shortest = [min(_days(way) for way in ways_of(item)) for item in problem.items]
    pred_at, pred = _csr(preds)
    succ_at, succ = _csr(succs)
    return Modes(
        mode_at=_ends([len(ways_of(item)) for item in problem.items]),
        length=np.array([round(_days(way)) for way in ways], dtype=np.int64),
        need=need,
        spend=np.array(
            [[way.demands.get(pool.id, 0) for pool in consumables] for way in ways], dtype=np.int64
        ).reshape(len(ways), len(consumables)),
        stock=np.array([pool.capacity for pool in consumables], dtype=np.int64),
        earliest=np.array([max(0, round(item.earliest)) for item in problem.items], dtype=np.int64),
        pred_at=pred_at,
        pred=pred,
        succ_at=succ_at,
        succ=succ,
        full=full,
        guard=guard,
        tails=np.array(tails(len(number), edges, shortest), dtype=np.float64),
        horizon=int(_horizon(problem)),
    )


def lower_bound(problem: Problem, arrays: Modes) -> int:
    """The larger of the critical path by the shortest modes and, for each pool, the least work / capacity."""
    edges = [
        (int(before), after) for after in range(arrays.earliest.size) for before in _preds(arrays, after)
    ]
    shortest = [
        int(arrays.length[first:last].min())
        for first, last in zip(arrays.mode_at[:-1], arrays.mode_at[1:], strict=True)
    ]
    finish = arrays.earliest.copy()
    for item in topological_order(len(shortest), edges):
        ready = max((int(finish[before]) for before in _preds(arrays, item)), default=0)
        finish[item] = max(ready, int(arrays.earliest[item])) + shortest[item]
    bound = int(finish.max(initial=0))
    for pool in problem.pools:
        if pool.renewable and pool.capacity > 0:
            work = sum(
                min(round(_days(way)) * way.demands.get(pool.id, 0) for way in ways_of(item))
                for item in problem.items
            )
            bound = max(bound, -(-work // pool.capacity))
    return bound


def _preds(arrays: Modes, item: int) -> Ints:
    return arrays.pred[arrays.pred_at[item] : arrays.pred_at[item + 1]]


def _ends(sizes: Sequence[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _csr(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    flat = [value for row in rows for value in row]
    return _ends([len(row) for row in rows]), np.array(flat, dtype=np.int64)


def _packed(problem: Problem, ways: Sequence[Item | Alternative]) -> tuple[np.ndarray, np.uint64, np.uint64]:
    need, full, guard, bit = [0] * len(ways), 0, 0, 0
    for pool in problem.pools:
        if not pool.renewable:
            continue
        for index, way in enumerate(ways):
            need[index] |= way.demands.get(pool.id, 0) << bit
        top = 1 << (bit + pool.capacity.bit_length())
        full |= top | (pool.capacity << bit)
        guard |= top
        bit += pool.capacity.bit_length() + 1
    return np.array(need, dtype=np.uint64), np.uint64(full), np.uint64(guard)
