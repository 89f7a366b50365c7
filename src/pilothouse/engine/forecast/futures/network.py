"""A plan as a longest-path problem under calendars: what a future keeps while its dates move."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.interrupted import Shifts
from pilothouse.engine.forecast.futures.kernels import Network
from pilothouse.engine.forecast.futures.units import unit_holders
from pilothouse.engine.kernels import hashed
from pilothouse.engine.schedule.compiled import Compiled, Floats, compile_problem
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ranks import Ranks

Edge = tuple[int, int, float]  # from item, kind, lag
Counted = tuple[NDArray[np.int64], NDArray[np.int64]]  # (pools,) units, (items, pools) units held
_T = TypeVar("_T")


def plan_network(problem: Problem, plan: Plan) -> tuple[Network, Shifts]:
    """The network of `plan`: people and the order of each person's and each pool's work stay as planned.

    Somebody who leaves is taken to be followed by somebody like them: a future that runs late needs one. In a
    strict problem nothing waits for what ranks below it, which is interrupted instead (`Shifts`).
    """
    compiled = compile_problem(problem)
    person = {row.id: index for index, row in enumerate(problem.people)}
    crews = [tuple(person[name] for name in row.people) for row in plan.placed]
    ranks = ranks_of(problem)
    planned = _planned_order(compiled, plan)
    by_rank = sorted(planned, key=ranks.__getitem__)
    counted = _counted(compiled, crews)
    holders, shared = crews, counted
    if problem.strict:  # units are told apart as people are
        units = unit_holders(compiled, plan, *counted, by_rank)
        people = len(problem.people)
        holders = [(*crew, *(people + unit for unit in row)) for crew, row in zip(crews, units, strict=True)]
        shared = (counted[0][:0], counted[1][:, :0])
    edges = _edges(compiled, plan, holders, shared, planned, ranks)
    sequence = _forward(_dependencies(compiled), edges, by_rank)
    planned = _turned(planned, sequence, ranks)
    edges = _edges(compiled, plan, holders, shared, planned, ranks)
    teams: dict[tuple[int, ...], int] = {}
    team = [teams.setdefault(tuple(sorted(crew)), len(teams)) if crew else -1 for crew in crews]
    calendar_at, done, opens, rate, most = _calendars(compiled.carried, list(teams))
    table = quantile_table([item.effort or item.duration for item in problem.items])
    edge_at, flat = _csr(edges)
    net = Network(
        key=item_keys(problem),
        sequence=np.array(sequence, dtype=np.int64),
        table=table,
        spread=table[:, -1] > table[:, 0],
        timed=compiled.timed,
        earliest=np.maximum(compiled.earliest, compiled.fixed),
        edge_at=edge_at,
        edge_from=np.array([row[0] for row in flat], dtype=np.int64),
        edge_kind=np.array([row[1] for row in flat], dtype=np.int64),
        edge_lag=np.array([row[2] for row in flat], dtype=np.float64),
        team=np.array(team, dtype=np.int64),
        calendar_at=calendar_at,
        done=done,
        opens=opens,
        rate=rate,
        most=most,
        part=parts_of(problem),
    )
    return net, _shifts(holders, planned, ranks, _takes_time(plan))


def item_keys(problem: Problem) -> NDArray[np.uint64]:
    """What the work of each item is drawn by: its id, so that it draws the same in any list of items."""
    return np.array([hashed(item.id) for item in problem.items], dtype=np.uint64)


def ranks_of(problem: Problem) -> list[int]:
    """The rank of each item, 0 first; all 0 unless the problem is strict."""
    return list(Ranks.of(problem).placed)


def parts_of(problem: Problem) -> NDArray[np.int64]:
    """The product of each item as a number; where none is named, its rank. Chains are told for each alone."""
    named = any(item.product for item in problem.items)
    keys = [item.product for item in problem.items] if named else [str(rank) for rank in ranks_of(problem)]
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)


def _counted(compiled: Compiled, crews: list[tuple[int, ...]]) -> Counted:
    """Pools, and heads that are counted together: how many there are, and what each item holds of them."""
    heads = np.zeros((len(crews), compiled.cap.shape[0]), dtype=np.int64)
    for item, cap in zip(*np.nonzero(compiled.capped), strict=True):
        heads[item, cap] = sum(bool(compiled.counted[cap, who]) for who in crews[item])
    return np.concatenate((compiled.pool, compiled.cap)), np.hstack((compiled.demand, heads))


def _planned_order(compiled: Compiled, plan: Plan) -> list[int]:
    """Items by planned start; those at the same moment by finish and in the order of the dependencies."""
    place = np.empty(compiled.order.shape[0])
    place[compiled.order] = np.arange(compiled.order.shape[0])
    key = [(row.start, row.finish, place[index]) for index, row in enumerate(plan.placed)]
    return sorted(range(len(key)), key=key.__getitem__)


def _turned(planned: list[int], sequence: list[int], ranks: list[int]) -> list[int]:
    """`planned` with the items of each rank in the order in which they come in `sequence`."""
    queues: dict[int, list[int]] = {}
    for item in reversed(sequence):
        queues.setdefault(ranks[item], []).append(item)
    return [queues[ranks[item]].pop() for item in planned]


def _takes_time(plan: Plan) -> list[bool]:
    return [row.finish > row.start for row in plan.placed]


def _dependencies(compiled: Compiled) -> list[list[Edge]]:
    return [
        [
            (int(compiled.pred[edge]), int(compiled.pred_kind[edge]), float(compiled.pred_lag[edge]))
            for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1])
        ]
        for item in range(compiled.order.shape[0])
    ]


def _edges(
    compiled: Compiled,
    plan: Plan,
    holders: list[tuple[int, ...]],
    shared: Counted,
    planned: list[int],
    ranks: list[int],
) -> list[list[Edge]]:
    """What each item waits for: dependencies, its people's items before it, and who hands over its pools."""
    edges = _dependencies(compiled)
    _follow_holders(planned, holders, _takes_time(plan), ranks, edges)
    _follow_pools(planned, *shared, plan, edges)
    return edges


def _forward(depends: list[list[Edge]], edges: list[list[Edge]], planned: list[int]) -> list[int]:
    """The order nearest to `planned` in which every dependency leads forward, and every edge where possible.

    With negative lags a person may have done a successor first; only there is the order turned round.
    """
    rank = [0] * len(planned)
    for place, item in enumerate(planned):
        rank[item] = place
    strict, waiting = [len(rows) for rows in depends], [len(rows) for rows in edges]
    followers: list[list[tuple[int, bool]]] = [[] for _ in edges]
    for item, rows in enumerate(edges):
        for number, (before, _, _) in enumerate(rows):
            followers[before].append((item, number < len(depends[item])))
    ready = [rank[item] for item in planned if not waiting[item]]
    done = [False] * len(planned)
    sequence: list[int] = []
    while len(sequence) < len(planned):
        if ready:
            item = planned[heappop(ready)]
        else:
            item = next(item for item in planned if not done[item] and not strict[item])
        if done[item]:
            continue
        done[item] = True
        sequence.append(item)
        for after, is_strict in followers[item]:
            waiting[after] -= 1
            strict[after] -= is_strict
            if not waiting[after]:
                heappush(ready, rank[after])
    return sequence


def _follow_holders(
    planned: list[int],
    holders: list[tuple[int, ...]],
    takes_time: list[bool],
    ranks: list[int],
    edges: list[list[Edge]],
) -> None:
    """Add an edge from each item to the next of each of its people. Milestones hold and await nobody.

    Nothing waits for what ranks below it. Of what a person did before, it waits for the last item that does
    not, and for the last one of each rank below that which no later one of these has waited for already.
    """
    previous: dict[int, dict[int, int]] = {}  # by holder the last item of each rank, the newest last
    for item in planned:
        known = {before for before, kind, lag in edges[item] if kind == 0 and lag >= 0}
        for holder in holders[item] if takes_time[item] else ():
            last = previous.setdefault(holder, {})
            waited = -1
            for rank, before in reversed(last.items()):
                if waited < rank <= ranks[item]:
                    waited = rank
                    if before not in known:
                        edges[item].append((before, 0, 0.0))
                        known.add(before)
            last.pop(ranks[item], None)
            last[ranks[item]] = item


def _follow_pools(
    planned: list[int],
    capacity: NDArray[np.int64],
    demand: NDArray[np.int64],
    plan: Plan,
    edges: list[list[Edge]],
) -> None:
    """Hand each unit of a pool from item to item as planned; an edge for every hand-over.

    Units of predecessors are taken first, then those that lie idle longest: that leaves the most slack.
    """
    for pool in range(capacity.shape[0]):
        released: list[tuple[float, int, int]] = [(-1.0, -1, int(capacity[pool]))]
        for item in planned:
            wanted = int(demand[item, pool])
            row = plan.placed[item]
            if not wanted or row.finish <= row.start:
                continue
            known = {before for before, kind, lag in edges[item] if kind == 0 and lag >= 0}
            released.sort()
            order = sorted(range(len(released)), key=lambda index: released[index][1] not in known)
            rest: dict[int, int] = {}
            for index in order:
                if not wanted:
                    break
                units = min(wanted, released[index][2])
                wanted -= units
                rest[index] = released[index][2] - units
                before = released[index][1]
                if before >= 0 and before not in known:
                    edges[item].append((before, 0, 0.0))
                    known.add(before)
            released = [
                (moment, holder, rest.get(index, units))
                for index, (moment, holder, units) in enumerate(released)
                if rest.get(index, units) > 0
            ]
            released.append((row.finish, item, int(demand[item, pool])))


def _shifts(
    holders: list[tuple[int, ...]], planned: list[int], ranks: list[int], takes_time: list[bool]
) -> Shifts:
    """Whose better-ranked work interrupts an item, and whose time it must be known to take."""
    stops: list[list[int]] = [[] for _ in holders]
    takes: list[list[int]] = [[] for _ in holders]
    if any(ranks):
        best: dict[int, int] = {}
        for item in reversed(planned):
            for holder in holders[item] if takes_time[item] else ():
                if best.get(holder, ranks[item]) < ranks[item]:
                    stops[item].append(holder)
                best[holder] = min(best.get(holder, ranks[item]), ranks[item])
        worst: dict[int, int] = {}
        for item in planned:
            for holder in holders[item] if takes_time[item] else ():
                if worst.get(holder, ranks[item]) > ranks[item]:
                    takes[item].append(holder)
                worst[holder] = max(worst.get(holder, ranks[item]), ranks[item])
    number = {holder: place for place, holder in enumerate(sorted({row for rows in takes for row in rows}))}
    stop_at, stop = _csr([[number[row] for row in rows] for rows in stops])
    take_at, take = _csr([[number[row] for row in rows] for rows in takes])
    spans = np.bincount(np.array(take, dtype=np.int64), minlength=len(number))
    return Shifts(
        stop_at=stop_at,
        stop=np.array(stop, dtype=np.int64),
        take_at=take_at,
        take=np.array(take, dtype=np.int64),
        span_at=np.concatenate(([0], np.cumsum(spans))).astype(np.int64),
    )


def _csr(rows: Sequence[Sequence[_T]]) -> tuple[NDArray[np.int64], list[_T]]:
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(row) for row in rows])
    return at, [value for row in rows for value in row]


def _calendars(
    capacity: Floats, teams: list[tuple[int, ...]]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64], Floats, Floats]:
    """Of each team, up to the day from which nothing changes: where its days begin, work done before each
    day, and the first day from each on when all are there; then the work of a day for ever after, and the
    most.

    A team's days depend on its own people only.
    """
    done: list[Floats] = []
    opens: list[NDArray[np.int64]] = []
    rate, most = np.empty(len(teams)), np.empty(len(teams))
    for index, team in enumerate(teams):
        rows = capacity[list(team)]
        changes = np.flatnonzero((rows[:, 1:] != rows[:, :-1]).any(axis=0))
        horizon = int(changes[-1]) + 1 if changes.size else 0
        daily, present = rows[:, : horizon + 1].sum(axis=0), (rows[:, : horizon + 1] > 0).all(axis=0)
        if not present.any():
            present = daily > 0
        rate[index], most[index] = daily[-1], daily.max()
        done.append(np.concatenate(([0.0], np.cumsum(daily[:-1]))))
        first = np.where(present, np.arange(horizon + 1), horizon)
        first[-1] = horizon
        opens.append(np.minimum.accumulate(first[::-1])[::-1].astype(np.int64))
    at = np.zeros(len(teams) + 2, dtype=np.int64)  # one more, for items without a team
    at[1:-1] = np.cumsum([row.shape[0] for row in done])
    at[-1] = at[-2]
    empty = np.zeros(0)
    return at, np.concatenate([empty, *done]), np.concatenate([empty.astype(np.int64), *opens]), rate, most
