"""A problem as arrays, shared by the solvers and the simulation (never by the checker)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.problem import KINDS, Effort, Need, Problem, expand, is_skilled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Compiled:
    """Index order is that of the problem. CSR pairs: `x_at[i]:x_at[i + 1]` are item i's entries in `x`."""

    work: Floats  # (items,) expected person-days, or working days where `timed`
    timed: NDArray[np.bool_]  # (items,) fixed duration rather than effort
    earliest: Floats
    pinned_at: Ints
    pinned: Ints
    slot_at: Ints
    slot: Ints  # number of the need of each head to be found
    able: NDArray[np.bool_]  # (needs, people)
    leaves: Floats  # (people,) plan day after which a person is gone; infinity for those who stay
    capacity: Floats  # (people, horizon + 1)
    pred_at: Ints
    pred: Ints
    pred_kind: Ints
    pred_lag: Floats
    succ_at: Ints
    succ: Ints
    demand: Ints  # (items, pools)
    pool: Ints  # (pools,)
    deadline: Floats  # infinity where there is none
    weight: Floats
    fixed: Floats  # fixed start, -1 where there is none
    order: Ints  # topological


def _csr(rows: list[list[int]]) -> tuple[Ints, Ints]:
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(row) for row in rows])
    return at, np.array([value for row in rows for value in row], dtype=np.int64)


def capacity_table(problem: Problem) -> Floats:
    """`(people, horizon + 1)` fractions of a day; the last column holds for ever after."""
    horizon = max((step[0] for person in problem.people for step in person.capacity), default=0) + 1
    table = np.zeros((len(problem.people), horizon + 1))
    for row, person in enumerate(problem.people):
        for day, fraction in person.capacity:
            table[row, day:] = fraction
    return table


def compile_problem(problem: Problem) -> Compiled:
    """The arrays of `problem`, with work at the mean of each estimate."""
    items = problem.items
    number = {item.id: index for index, item in enumerate(items)}
    person = {row.id: index for index, row in enumerate(problem.people)}
    needs: dict[Need, int] = {}
    slots = [
        [needs.setdefault(Need(need.skill, need.level), len(needs)) for need in expand(item)]
        for item in items
    ]
    able = np.array(
        [[is_skilled(row, need) for row in problem.people] for need in needs], dtype=np.bool_
    ).reshape(len(needs), len(problem.people))
    capacity = capacity_table(problem)
    leaves = np.full(len(problem.people), np.inf)
    for row in range(len(problem.people)):
        if capacity[row, -1] <= 0:
            worked = np.flatnonzero(capacity[row] > 0)
            leaves[row] = worked[-1] + 1 if worked.size else 0
    preds: list[list[tuple[int, int, float]]] = [[] for _ in items]
    edges = []
    for edge in problem.dependencies:
        before, after = number[edge.predecessor], number[edge.successor]
        preds[after].append((before, KINDS.index(edge.kind), edge.lag))
        edges.append((before, after))
    succs: list[list[int]] = [[] for _ in items]
    for before, after in edges:
        succs[before].append(after)
    pred_at, pred = _csr([[row[0] for row in rows] for rows in preds])
    _, kinds = _csr([[row[1] for row in rows] for rows in preds])
    pinned_at, pinned = _csr([[person[name] for name in item.people] for item in items])
    slot_at, slot = _csr(slots)
    succ_at, succ = _csr(succs)
    pools = {pool.id: index for index, pool in enumerate(problem.pools)}
    demand = np.zeros((len(items), len(pools)), dtype=np.int64)
    for index, item in enumerate(items):
        for name, units in item.demands.items():
            demand[index, pools[name]] = units
    return Compiled(
        work=np.array([_mean(item.effort or item.duration) for item in items]),
        timed=np.array([item.duration is not None for item in items], dtype=np.bool_),
        earliest=np.array([max(0.0, item.earliest) for item in items]),
        pinned_at=pinned_at,
        pinned=pinned,
        slot_at=slot_at,
        slot=slot,
        able=able,
        leaves=leaves,
        capacity=capacity,
        pred_at=pred_at,
        pred=pred,
        pred_kind=kinds,
        pred_lag=np.array([row[2] for rows in preds for row in rows], dtype=np.float64),
        succ_at=succ_at,
        succ=succ,
        demand=demand,
        pool=np.array([pool.capacity for pool in problem.pools], dtype=np.int64),
        deadline=np.array([np.inf if item.deadline is None else item.deadline for item in items]),
        weight=np.array([item.weight for item in items]),
        fixed=np.array([-1.0 if item.fixed_start is None else item.fixed_start for item in items]),
        order=np.array(topological_order(len(items), edges), dtype=np.int64),
    )


def _mean(estimate: Effort | None) -> float:
    return 0.0 if estimate is None else estimate.mean
