"""A plan as a policy: what is started first when people and pools become free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.desk import Bits, Counts, Floats, Ints, Rules
from pilothouse.engine.forecast.futures.distributions import KNOTS, quantile_table
from pilothouse.engine.forecast.futures.network import item_keys, parts_of
from pilothouse.engine.schedule.compiled import Compiled, compile_problem
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_NONE = 0x7FFFFFFF
_Needs = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]  # heads, chosen people, units of pools


# Parts of `desk.Rules`, which says what each array holds.
class _Edges(TypedDict):
    awaits: Counts
    succ_at: Counts
    succ: Counts
    later_at: Counts
    later: Counts
    later_kind: Counts
    later_lag: Floats
    later_from: Counts
    release: Floats
    release_code: Ints


class _Queues(TypedDict):
    slot: Counts
    item_at: Counts
    ready: Bits
    head: Counts
    filled: Bits


class _Seats(TypedDict):
    able: Bits
    team_size: Counts
    seat_at: Counts
    seat: Bits
    demand_at: Counts
    demand: Ints
    demand_pool: Counts
    serves: Bits
    draws: Bits
    everybody: Bits
    unmanned: Bits
    free: Bits


class _Calendars(TypedDict):
    capacity: Floats
    span_at: Counts
    span_end: Floats
    span_rate: Floats
    span_inverse: Floats


def plan_rules(problem: Problem, plan: Plan, causes: Causes) -> Rules:
    """Items in the order of their planned starts, gathered into classes of equal needs."""
    compiled = compile_problem(problem)
    order = _planned_order(compiled, plan)
    kind_of, keys = _classes(compiled, order)
    versatile = compiled.able.sum(axis=0)
    who = sorted(range(len(problem.people)), key=lambda index: (versatile[index], index))
    number = {problem.people[index].id: place for place, index in enumerate(who)}
    crews = [
        [number[name] for name in plan.placed[item].people] if compiled.work[item] > 0 else []
        for item in order
    ]
    crew_at, crew = _csr(crews)
    chosen = np.array(order, dtype=np.int64)
    table = quantile_table([item.effort or item.duration for item in problem.items])[chosen]
    timed = compiled.timed[chosen]
    expected = table[:, KNOTS // 2].copy()
    several = np.array([len(keys[kind][0]) + len(keys[kind][1]) for kind in kind_of])
    expected[(several > 1) & ~timed] /= several[(several > 1) & ~timed]
    caused = np.diff(causes.at)[chosen] > 0
    edges, bounded = _edges(compiled, order)
    return Rules(
        original=chosen.astype(np.uint32),
        key=item_keys(problem)[chosen],
        part=parts_of(problem),
        table=table,
        timed=timed,
        special=(np.diff(edges["later_at"].astype(np.int64)) > 0) | caused | bounded,
        caused=np.flatnonzero(caused),
        expected=expected,
        bounded=bool(bounded.any()),
        group=np.array(kind_of, dtype=np.uint32),
        crew_at=crew_at,
        crew=crew,
        who=np.array(who, dtype=np.uint32),
        pool=compiled.pool,
        slots=np.uint64((1 << len(who).bit_length()) - 1),
        most_crew=max((len(team) for team in crews), default=0),
        **edges,
        **_queues(kind_of, len(keys), edges["awaits"]),
        **_needs(compiled, keys, who),
        **_calendars(compiled.carried[who]),
    )


def _planned_order(compiled: Compiled, plan: Plan) -> list[int]:
    place = np.empty(len(plan.placed))
    place[compiled.order] = np.arange(len(plan.placed))
    return sorted(
        range(len(plan.placed)),
        key=lambda index: (plan.placed[index].start, plan.placed[index].finish, place[index]),
    )


def _classes(compiled: Compiled, order: list[int]) -> tuple[list[int], list[_Needs]]:
    scarce = compiled.able.sum(axis=1)
    kinds: dict[_Needs, int] = {}
    kind_of = []
    for item in order:
        heads = compiled.slot[compiled.slot_at[item] : compiled.slot_at[item + 1]].tolist()
        pinned = compiled.pinned[compiled.pinned_at[item] : compiled.pinned_at[item + 1]].tolist()
        works = compiled.work[item] > 0
        key = (
            tuple(sorted(heads, key=lambda need: (scarce[need], need))) if works else (),
            tuple(sorted(pinned)) if works else (),
            tuple(compiled.demand[item].tolist()) if works else (0,) * compiled.pool.shape[0],
        )
        kind_of.append(kinds.setdefault(key, len(kinds)))
    return kind_of, list(kinds)


def _edges(compiled: Compiled, order: list[int]) -> tuple[_Edges, NDArray[np.bool_]]:
    """Successors that begin when an item is done, all others, and earliest dates; what has a bound on its
    finish."""
    rank = {item: number for number, item in enumerate(order)}
    soon: list[list[int]] = [[] for _ in order]
    later: list[list[tuple[int, int, float]]] = [[] for _ in order]
    bounded = np.zeros(len(order), dtype=np.bool_)
    for item in order:
        for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1]):
            before, kind = rank[int(compiled.pred[edge])], int(compiled.pred_kind[edge])
            lag = float(compiled.pred_lag[edge])
            if kind == 0 and lag == 0.0:
                soon[before].append(rank[item])
            else:
                later[before].append((rank[item], kind, lag))
                bounded[rank[item]] |= kind >= 2
    earliest = np.maximum(compiled.earliest, compiled.fixed)[order]
    dated = np.flatnonzero(earliest > 1e-9)
    dated = dated[np.argsort(earliest[dated], kind="stable")]
    succ_at, succ = _csr(soon)
    later_at, to = _csr([[row[0] for row in rows] for rows in later])
    found: _Edges = {
        "awaits": (np.diff(compiled.pred_at)[order] + (earliest > 1e-9)).astype(np.uint32),
        "succ_at": succ_at,
        "succ": succ,
        "later_at": later_at,
        "later": to,
        "later_kind": np.array([row[1] for rows in later for row in rows], dtype=np.uint32),
        "later_lag": np.array([row[2] for rows in later for row in rows], dtype=np.float64),
        "later_from": np.repeat(np.arange(len(order)), [len(rows) for rows in later]).astype(np.uint32),
        "release": earliest[dated],
        "release_code": (len(order) + to.shape[0] + dated).astype(np.int64),
    }
    return found, bounded


def _queues(kind_of: list[int], classes: int, awaits: Counts) -> _Queues:
    """Where the bit of each item lies, and which are ready at first."""
    words = np.bincount(kind_of, minlength=classes) // 64 + 1  # with the bit behind the last
    next_bit = 64 * np.concatenate(([0], np.cumsum(words)))
    item_at = np.full(next_bit[-1], _NONE, dtype=np.uint32)
    head = np.full(classes, _NONE, dtype=np.uint32)
    slot = np.empty(len(kind_of), dtype=np.uint32)
    ready: set[int] = set()
    for item, kind in enumerate(kind_of):
        slot[item] = next_bit[kind]
        item_at[next_bit[kind]] = item
        if awaits[item] == 0:
            ready.add(int(next_bit[kind]))
            head[kind] = min(head[kind], item)
        next_bit[kind] += 1
    ready.update(int(bit) for bit in next_bit[:-1])
    return {
        "slot": slot,
        "item_at": item_at,
        "ready": _bits([ready], item_at.shape[0])[0],
        "head": head,
        "filled": _bits([np.flatnonzero(head != _NONE).tolist()], classes)[0],
    }


def _needs(compiled: Compiled, keys: list[_Needs], who: list[int]) -> _Seats:
    """Who can serve a class and what it draws on. Whatever needs nobody has the bit of nobody."""
    place_of = {index: place for place, index in enumerate(who)}
    able = [[place_of[index] for index in np.flatnonzero(row).tolist()] for row in compiled.able]
    seats = [
        [[place_of[index]] for index in pinned] + [able[need] for need in heads] for heads, pinned, _ in keys
    ]
    serves: list[list[int]] = [[] for _ in who]
    for kind, rows in enumerate(seats):
        for person in sorted(set().union(*rows)):
            serves[person].append(kind)
    demands = [[(pool, units) for pool, units in enumerate(key[2]) if units] for key in keys]
    draws = [
        [kind for kind, rows in enumerate(demands) if pool in dict(rows)]
        for pool in range(compiled.pool.shape[0])
    ]
    demand_at, demand_pool = _csr([[pool for pool, _ in rows] for rows in demands])
    seat_at, _ = _csr(seats)
    return {
        "able": _bits([rows[0] if rows else [len(who)] for rows in seats], len(who) + 1),
        "team_size": np.array([len(rows) for rows in seats], dtype=np.uint32),
        "seat_at": seat_at,
        "seat": _bits([row for rows in seats for row in rows], len(who) + 1),
        "demand_at": demand_at,
        "demand": np.array([units for rows in demands for _, units in rows], dtype=np.int64),
        "demand_pool": demand_pool,
        "serves": _bits(serves, len(keys)),
        "draws": _bits(draws, len(keys)),
        "everybody": _bits([range(len(who))], len(who) + 1)[0],
        "unmanned": _bits([[kind for kind, rows in enumerate(seats) if not rows]], len(keys))[0],
        "free": _bits([range(len(who) + 1)], len(who) + 1)[0],
    }


def _calendars(capacity: Floats) -> _Calendars:
    """Stretches of days with the same capacity; the last of each person has no end."""
    ends: list[list[float]] = []
    rates: list[list[float]] = []
    for row in capacity:
        turns = [*(np.flatnonzero(row[1:] != row[:-1]) + 1).tolist()]
        ends.append([*(float(day) for day in turns), float("inf")])
        rates.append([float(row[day]) for day in (0, *turns)])
    rate = np.array([value for values in rates for value in values], dtype=np.float64)
    return {
        "capacity": np.ascontiguousarray(capacity),
        "span_at": _csr(ends)[0],
        "span_end": np.array([value for values in ends for value in values], dtype=np.float64),
        "span_rate": rate,
        "span_inverse": np.divide(1.0, rate, out=np.zeros_like(rate), where=rate > 0),
    }


def _csr(rows: Sequence[Sequence[Any]]) -> tuple[Counts, Counts]:
    at = np.zeros(len(rows) + 1, dtype=np.uint32)
    at[1:] = np.cumsum([len(row) for row in rows])
    flat = [value for row in rows for value in row]
    return at, np.array(flat if flat and isinstance(flat[0], int) else [], dtype=np.uint32)


def _bits(rows: Sequence[Sequence[int] | set[int] | range], size: int) -> Bits:
    """`(rows, words)`: sets of numbers below `size` as bits."""
    found: NDArray[np.uint64] = np.zeros((len(rows), max(1, -(-size // 64))), dtype=np.uint64)
    for index, row in enumerate(rows):
        for value in row:
            found[index, value // 64] |= np.uint64(1 << (value % 64))
    return found
