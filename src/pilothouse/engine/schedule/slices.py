"""A part of a compiled problem while the rest of it is placed and does not move."""

from __future__ import annotations

from typing import Any

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.bounds import shortest
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints

_TOGETHER = 1e-9


def nothing_placed(whole: Compiled) -> Found:
    items = whole.work.size
    return Found(0.0, np.zeros(items), np.zeros(items), ((),) * items)


def put(placed: Found, rows: Ints, own: Found) -> Found:
    """`placed` with the items `rows` as `own`, the schedule of their slice, has them."""
    starts, finishes, teams = placed.starts.copy(), placed.finishes.copy(), list(placed.teams)
    starts[rows], finishes[rows] = own.starts, own.finishes
    for row, team in zip(rows.tolist(), own.teams, strict=True):
        teams[row] = team
    return Found(own.score, starts, finishes, tuple(teams))


def slice_of(whole: Compiled, rows: Ints, placed: Found, fixed: Ints) -> Compiled:
    """The problem of the items `rows` (ascending): the items `fixed` are where `placed` has them, hold their
    people, pools and caps, and let go what waits for them; all other items are left out.
    """
    number = np.full(whole.work.size, -1, dtype=np.int64)
    number[rows] = np.arange(rows.size)
    there = np.zeros(whole.work.size, dtype=np.bool_)
    there[fixed] = True
    pred_at, edges = _taken(whole.pred_at, rows)
    after = np.repeat(np.arange(rows.size), np.diff(pred_at))
    before = whole.pred[edges]
    inside = number[before] >= 0
    earliest, floor = _let_go(whole, rows, placed, after, edges, there[before])
    kept = edges[inside]
    pinned_at, pinned = _taken(whole.pinned_at, rows)
    slot_at, slot = _taken(whole.slot_at, rows)
    succ_at, succ = _followers(number[whole.pred[kept]], after[inside], rows.size)
    group_at, group, due = _groups(whole, number)
    busy_at, busy_from, busy_to = _busy(whole, placed, fixed)
    held_from, held_to, held = _held(whole, placed, fixed)
    order = number[whole.order]
    return whole._replace(
        work=whole.work[rows],
        timed=whole.timed[rows],
        earliest=earliest,
        pinned_at=pinned_at,
        pinned=whole.pinned[pinned],
        slot_at=slot_at,
        slot=whole.slot[slot],
        pred_at=np.concatenate(([0], np.cumsum(np.bincount(after[inside], minlength=rows.size)))),
        pred=number[whole.pred[kept]],
        pred_kind=whole.pred_kind[kept],
        pred_lag=whole.pred_lag[kept],
        succ_at=succ_at,
        succ=succ,
        demand=whole.demand[rows],
        deadline=whole.deadline[rows],
        weight=whole.weight[rows],
        fixed=whole.fixed[rows],
        order=order[order >= 0],
        group_at=group_at,
        group=group,
        group_deadline=due,
        capped=whole.capped[rows],
        product=whole.product[rows],
        floor=floor,
        latest=np.full(rows.size, np.inf),
        busy_at=busy_at,
        busy_from=busy_from,
        busy_to=busy_to,
        held_from=held_from,
        held_to=held_to,
        held=held,
        idle=fixed.size > 0,
    )


def taken(there: Compiled, placed: Found) -> dict[str, Any]:
    """The fields by which a compiled problem of the same people, pools and caps is one around the items of
    `there`, which are where `placed` has them.
    """
    every = np.arange(there.work.size)
    busy_at, busy_from, busy_to = _busy(there, placed, every)
    held_from, held_to, held = _held(there, placed, every)
    return {
        "busy_at": busy_at,
        "busy_from": busy_from,
        "busy_to": busy_to,
        "held_from": held_from,
        "held_to": held_to,
        "held": held,
        "idle": every.size > 0,
    }


def before_those(whole: Compiled, own: Compiled, rows: Ints, placed: Found, fixed: Ints) -> Compiled:
    """The slice with the latest finishes by which what is placed, and waits for its items, need not move."""
    there = np.zeros(whole.work.size, dtype=np.bool_)
    there[fixed] = True
    number = np.full(whole.work.size, -1, dtype=np.int64)
    number[rows] = np.arange(rows.size)
    after = np.repeat(np.arange(whole.work.size), np.diff(whole.pred_at))
    edges = np.flatnonzero(there[after] & (number[whole.pred] >= 0))
    after, before = after[edges], number[whole.pred[edges]]
    kind = whole.pred_kind[edges]
    moment = np.where(kind < 2, placed.starts[after], placed.finishes[after]) - whole.pred_lag[edges]
    # A bound on the start is one on the finish by the least length.
    moment = moment + np.where((kind == 1) | (kind == 3), shortest(own)[before], 0.0)
    latest = own.latest.copy()
    np.minimum.at(latest, before, moment)
    return own._replace(latest=latest)


def _taken(at: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the entries of `rows` begin, and which entries they are."""
    sizes = at[rows + 1] - at[rows]
    begins = np.concatenate(([0], np.cumsum(sizes)))
    places = np.repeat(at[rows] - begins[:-1], sizes) + np.arange(begins[-1])
    return begins.astype(np.int64), places.astype(np.int64)


def _let_go(
    whole: Compiled, rows: Ints, placed: Found, after: Ints, edges: Ints, from_there: Flags
) -> tuple[Floats, Floats]:
    """No start before, and no finish before, by what is placed."""
    after, edges = after[from_there], edges[from_there]
    kind, before = whole.pred_kind[edges], whole.pred[edges]
    moment = np.where((kind == 0) | (kind == 2), placed.finishes[before], placed.starts[before])
    moment = moment + whole.pred_lag[edges]
    earliest, floor = whole.earliest[rows].copy(), whole.floor[rows].copy()
    np.maximum.at(earliest, after[kind < 2], moment[kind < 2])
    np.maximum.at(floor, after[kind >= 2], moment[kind >= 2])
    return earliest, floor


def _followers(before: Ints, after: Ints, items: int) -> tuple[Ints, Ints]:
    by_before = np.argsort(before, kind="stable")
    at = np.concatenate(([0], np.cumsum(np.bincount(before, minlength=items))))
    return at.astype(np.int64), after[by_before].astype(np.int64)


def _groups(whole: Compiled, number: Ints) -> tuple[Ints, Ints, Floats]:
    """Groups with a deadline, of the members that are there; those without any are gone."""
    own = number[whole.group]
    of = np.repeat(np.arange(whole.group_deadline.size), np.diff(whole.group_at))
    sizes = np.bincount(of[own >= 0], minlength=whole.group_deadline.size)
    at = np.concatenate(([0], np.cumsum(sizes[sizes > 0])))
    return at.astype(np.int64), own[own >= 0], whole.group_deadline[sizes > 0]


def _busy(whole: Compiled, placed: Found, fixed: Ints) -> tuple[Ints, Floats, Floats]:
    """When each person is busy; times that touch are one."""
    spans: list[list[tuple[float, float]]] = [[] for _ in range(whole.leaves.size)]
    starts, finishes = placed.starts, placed.finishes
    for row in fixed[np.argsort(starts[fixed], kind="stable")].tolist():
        begin, end = float(starts[row]), float(finishes[row])
        if end <= begin + _TOGETHER:
            continue
        for person in placed.teams[row]:
            own = spans[person]
            if own and begin <= own[-1][1] + _TOGETHER:
                own[-1] = (own[-1][0], max(own[-1][1], end))
            else:
                own.append((begin, end))
    at = np.concatenate(([0], np.cumsum([len(own) for own in spans]))).astype(np.int64)
    flat = [span for own in spans for span in own]
    return at, np.array([span[0] for span in flat]), np.array([span[1] for span in flat])


def _held(whole: Compiled, placed: Found, fixed: Ints) -> tuple[Floats, Floats, Ints]:
    """Units of pools and heads under caps that are taken, and when."""
    units = np.zeros((fixed.size, whole.pool.size + whole.cap.size), dtype=np.int64)
    units[:, : whole.pool.size] = whole.demand[fixed]
    for place in np.flatnonzero(whole.capped[fixed].any(axis=1)).tolist():
        row = int(fixed[place])
        heads = whole.counted[:, list(placed.teams[row])].sum(axis=1)
        units[place, whole.pool.size :] = np.where(whole.capped[row], heads, 0)
    taken = units.any(axis=1) & (placed.finishes[fixed] > placed.starts[fixed] + _TOGETHER)
    rows = fixed[taken]
    return placed.starts[rows], placed.finishes[rows], units[taken]
