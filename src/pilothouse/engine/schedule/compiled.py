"""A problem as arrays, shared by the solvers and the simulation (never by the checker)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.problem import KINDS, Item, Need, Person, Problem
from pilothouse.engine.schedule.staffing import heads_to_find, is_skilled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Compiled(NamedTuple):
    """Index order is that of the problem. CSR pairs: `x_at[i]:x_at[i + 1]` are item i's entries in `x`."""

    work: Floats  # (items,) expected person-days, or working days where `timed`
    timed: Flags  # (items,) fixed duration rather than effort
    earliest: Floats
    pinned_at: Ints
    pinned: Ints
    slot_at: Ints
    slot: Ints  # number of the need of each head to be found
    able: Flags  # (needs, people)
    leaves: Floats  # (people,) plan day after which a person is gone; infinity for those who stay
    capacity: Floats  # (people, horizon + 1); the last column holds for ever after
    carried: Floats  # the same with everybody who leaves staying: only for what cannot be done otherwise
    pred_at: Ints
    pred: Ints
    pred_kind: Ints  # index into KINDS
    pred_lag: Floats
    succ_at: Ints
    succ: Ints
    demand: Ints  # (items, pools)
    pool: Ints  # (pools,)
    deadline: Floats  # infinity where there is none
    weight: Floats
    fixed: Floats  # fixed start, -1 where there is none
    order: Ints  # topological
    group_at: Ints  # groups with a deadline
    group: Ints
    group_deadline: Floats
    # Caps: heads that are counted together, which makes them pools whose use depends on who is chosen.
    cap: Ints  # (caps,) most heads at once
    counted: Flags  # (caps, people)
    capped: Flags  # (items, caps)
    # Products that weigh against each other; none where the makespan counts alone.
    product: Ints  # (items,) number of the product that the item belongs to
    product_weight: Floats  # (products,) of sum 1
    # What is there already and does not move.
    floor: Floats  # (items,) no finish before it
    latest: Floats  # (items,) a finish after it pushes what is there; infinity where none does
    busy_at: Ints  # (people + 1,) CSR of the times at which people are busy, ascending and apart
    busy_from: Floats
    busy_to: Floats
    held_from: Floats  # (held,) times at which units are held
    held_to: Floats
    held: Ints  # (held, pools + caps)
    idle: bool  # whether what takes no time may be by people who are busy

    @property
    def is_free(self) -> bool:
        """Whether nothing is there already, no cap holds, and the makespan counts alone."""
        there = (
            self.busy_from.size or self.held_from.size or self.floor.any() or np.isfinite(self.latest).any()
        )
        return not (there or self.cap.size or self.product_weight.size)


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


def carried_on(capacity: Floats) -> Floats:
    """`capacity` with everybody who leaves replaced, from then on, by somebody who works as they did."""
    table = capacity.copy()
    for row in range(table.shape[0]):
        if table[row, -1] <= 0 and (table[row] > 0).any():
            last = np.flatnonzero(table[row] > 0)[-1]
            table[row, last + 1 :] = table[row, last]
    return table


def compile_problem(problem: Problem) -> Compiled:
    """The arrays of `problem`, with work at the mean of each estimate.

    Consumable pools are left out: when nothing is left to choose they say nothing about when.
    """
    if problem.is_open:
        raise InvalidProblem(
            "Alternatives or optional items are still to be chosen.",
            where=next(item.name for item in problem.items if item.alternatives or item.optional),
            cure="Choose them (schedule.choices), then schedule what was chosen.",
        )
    items = problem.items
    number = {item.id: index for index, item in enumerate(items)}
    person = {row.id: index for index, row in enumerate(problem.people)}
    slots, able = _needs(problem)
    capacity = capacity_table(problem)
    edges = [(number[edge.predecessor], number[edge.successor]) for edge in problem.dependencies]
    preds: list[list[tuple[int, int, float]]] = [[] for _ in items]
    succs: list[list[int]] = [[] for _ in items]
    for (before, after), edge in zip(edges, problem.dependencies, strict=True):
        preds[after].append((before, KINDS.index(edge.kind), edge.lag))
        succs[before].append(after)
    pred_at, pred = _csr([[row[0] for row in rows] for rows in preds])
    pinned_at, pinned = _csr([[person[name] for name in item.people] for item in items])
    slot_at, slot = _csr(slots)
    succ_at, succ = _csr([sorted(rows) for rows in succs])
    due = [(group.members, group.deadline) for group in problem.groups if group.deadline is not None]
    group_at, group = _csr([[number[name] for name in members] for members, _ in due])
    sizes = [item.effort or item.duration for item in items]
    return Compiled(
        work=np.array([0.0 if size is None else size.mean for size in sizes]),
        timed=np.array([item.duration is not None for item in items], dtype=np.bool_),
        earliest=np.array([max(0.0, item.earliest) for item in items]),
        pinned_at=pinned_at,
        pinned=pinned,
        slot_at=slot_at,
        slot=slot,
        able=able,
        leaves=_leaving(capacity),
        capacity=capacity,
        carried=carried_on(capacity),
        pred_at=pred_at,
        pred=pred,
        pred_kind=np.array([row[1] for rows in preds for row in rows], dtype=np.int64),
        pred_lag=np.array([row[2] for rows in preds for row in rows], dtype=np.float64),
        succ_at=succ_at,
        succ=succ,
        demand=_demand(problem),
        pool=np.array([pool.capacity for pool in problem.pools if pool.renewable], dtype=np.int64),
        deadline=np.array([np.inf if item.deadline is None else item.deadline for item in items]),
        weight=np.array([item.weight * weigh_by(problem, item) for item in items], dtype=np.float64),
        fixed=np.array([-1.0 if item.fixed_start is None else item.fixed_start for item in items]),
        order=np.array(topological_order(len(items), edges), dtype=np.int64),
        group_at=group_at,
        group=group,
        group_deadline=np.array([deadline for _, deadline in due], dtype=np.float64),
        **_caps(problem),
        **_products(problem),
        **_nothing_there(len(items), len(problem.people), len(problem.pools) + len(problem.caps)),
    )


def weigh_by(problem: Problem, item: Item) -> float:
    """How much an item counts for its product: 1 where the order is strict."""
    return 1.0 if problem.strict else problem.product_weights.get(item.product, 1.0)


def _caps(problem: Problem) -> dict[str, Any]:
    people = [frozenset(cap.people) for cap in problem.caps]
    products = [frozenset(cap.products) for cap in problem.caps]
    counted = [[person.id in own for person in problem.people] for own in people]
    capped = [[item.product in own for own in products] for item in problem.items if products]
    return {
        "cap": np.array([cap.most for cap in problem.caps], dtype=np.int64),
        "counted": np.array(counted, dtype=np.bool_).reshape(len(people), len(problem.people)),
        "capped": np.array(capped, dtype=np.bool_).reshape(len(problem.items), len(products)),
    }


def _products(problem: Problem) -> dict[str, Any]:
    number = {product: index for index, product in enumerate(problem.products)}
    weights = np.array([problem.product_weights.get(product, 1.0) for product in number])
    several = len(number) > 1 and not problem.strict
    return {
        "product": np.array([number[item.product] for item in problem.items], dtype=np.int64),
        "product_weight": weights / weights.sum() if several else np.zeros(0),
    }


def _nothing_there(items: int, people: int, units: int) -> dict[str, Any]:
    return {
        "floor": np.zeros(items),
        "latest": np.full(items, np.inf),
        "busy_at": np.zeros(people + 1, dtype=np.int64),
        "busy_from": np.zeros(0),
        "busy_to": np.zeros(0),
        "held_from": np.zeros(0),
        "held_to": np.zeros(0),
        "held": np.zeros((0, units), dtype=np.int64),
        "idle": False,
    }


def _needs(problem: Problem) -> tuple[list[list[int]], Flags]:
    """The numbered needs of each item, one for each head that is to be found, and (needs, people) who can.

    One need of two products is two needs where not everybody works for both.
    """
    by_id = {row.id: row for row in problem.people}
    crews = {product: _crew_of(product, problem.people) for product in problem.products}
    needs: dict[tuple[Need, tuple[bool, ...]], tuple[int, str]] = {}
    slots = []
    for item, heads in zip(problem.items, _heads(problem.items, by_id), strict=True):
        own = [(need, crews[item.product]) for need in heads]
        slots.append([needs.setdefault(key, (len(needs), item.product))[0] for key in own])
    able = [
        [is_skilled(row, need, product) for row in problem.people]
        for (need, _), (_, product) in needs.items()
    ]
    return slots, np.array(able, dtype=np.bool_).reshape(len(needs), len(problem.people))


def _crew_of(product: str, people: Sequence[Person]) -> tuple[bool, ...]:
    """Who works for the product; nothing where all do."""
    crew = tuple(person.works_for(product) for person in people)
    return () if all(crew) else crew


def _heads(items: Sequence[Item], by_id: Mapping[str, Person]) -> Iterator[tuple[Need, ...]]:
    """`heads_to_find` of each item, asked once for items that need the same."""
    known: dict[tuple[tuple[Need, ...], tuple[str, ...], bool], tuple[Need, ...]] = {}
    for item in items:
        key = (item.needs, item.people, item.effort is not None and item.effort.high > 0)
        if key not in known:
            known[key] = heads_to_find(item, by_id)
        yield known[key]


def _demand(problem: Problem) -> Ints:
    """(items, pools) units held of each pool that is not spent."""
    pools = {pool.id: index for index, pool in enumerate(row for row in problem.pools if row.renewable)}
    demand = np.zeros((len(problem.items), len(pools)), dtype=np.int64)
    for index, item in enumerate(problem.items):
        for name, units in item.demands.items():
            if name in pools:
                demand[index, pools[name]] = units
    return demand


def _leaving(capacity: Floats) -> Floats:
    leaves = np.full(capacity.shape[0], np.inf)
    for row in range(capacity.shape[0]):
        if capacity[row, -1] <= 0:
            worked = np.flatnonzero(capacity[row] > 0)
            leaves[row] = worked[-1] + 1 if worked.size else 0
    return leaves


# Seen from the end, a start-to-start bound is one between finishes.
_TURNED = np.array([0, 2, 1, 3], dtype=np.int64)


def mirrored(problem: Compiled) -> Compiled:
    """The problem with time running backwards; its capacities are laid anew for each horizon."""
    items = problem.work.shape[0]
    preds: list[list[tuple[int, int, float]]] = [[] for _ in range(items)]
    succs: list[list[int]] = [[] for _ in range(items)]
    for item in range(items):
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before, kind = int(problem.pred[edge]), int(_TURNED[problem.pred_kind[edge]])
            preds[before].append((item, kind, float(problem.pred_lag[edge])))
            succs[item].append(before)
    pred_at, pred = _csr([[row[0] for row in rows] for rows in preds])
    succ_at, succ = _csr(succs)
    return problem._replace(
        earliest=np.zeros(items),
        fixed=np.full(items, -1.0),
        leaves=np.full(problem.leaves.shape[0], np.inf),
        pred_at=pred_at,
        pred=pred,
        pred_kind=np.array([row[1] for rows in preds for row in rows], dtype=np.int64),
        pred_lag=np.array([row[2] for rows in preds for row in rows], dtype=np.float64),
        succ_at=succ_at,
        succ=succ,
        order=problem.order[::-1].copy(),
        floor=np.zeros(items),
        latest=np.full(items, np.inf),
        busy_from=np.zeros_like(problem.busy_from),
        busy_to=np.zeros_like(problem.busy_to),
        held_from=np.zeros_like(problem.held_from),
        held_to=np.zeros_like(problem.held_to),
    )
