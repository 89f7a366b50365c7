"""A plan as a longest-path problem under calendars: what a future keeps while its dates move."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.kernels import Network
from pilothouse.engine.schedule.compiled import Compiled, Floats, compile_problem
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

Edge = tuple[int, int, float]  # from item, kind, lag


def plan_network(problem: Problem, plan: Plan) -> Network:
    """The network of `plan`: people and the order of each person's and each pool's work stay as planned.

    Somebody who leaves is taken to be followed by somebody like them: a future that runs late needs one.
    """
    compiled = compile_problem(problem)
    person = {row.id: index for index, row in enumerate(problem.people)}
    crews = [tuple(person[name] for name in row.people) for row in plan.placed]
    planned = _planned_order(compiled, plan)
    sequence = _forward(_dependencies(compiled), _edges(compiled, plan, crews, planned), planned)
    edges = _edges(compiled, plan, crews, sequence)
    teams: dict[tuple[int, ...], int] = {}
    team = [teams.setdefault(tuple(sorted(crew)), len(teams)) if crew else -1 for crew in crews]
    done, opens = _calendars(compiled.carried, list(teams))
    table = quantile_table([item.effort or item.duration for item in problem.items])
    edge_at = np.zeros(len(crews) + 1, dtype=np.int64)
    edge_at[1:] = np.cumsum([len(rows) for rows in edges])
    flat = [row for rows in edges for row in rows]
    return Network(
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
        done=done[:, :-1].copy(),
        opens=opens,
        rate=done[:, -1] - done[:, -2],
        most=np.diff(done, axis=1).max(axis=1, initial=0.0),
    )


def _planned_order(compiled: Compiled, plan: Plan) -> list[int]:
    """Items by planned start; those at the same moment by finish and in the order of the dependencies."""
    place = np.empty(compiled.order.shape[0])
    place[compiled.order] = np.arange(compiled.order.shape[0])
    key = [(row.start, row.finish, place[index]) for index, row in enumerate(plan.placed)]
    return sorted(range(len(key)), key=key.__getitem__)


def _dependencies(compiled: Compiled) -> list[list[Edge]]:
    return [
        [
            (int(compiled.pred[edge]), int(compiled.pred_kind[edge]), float(compiled.pred_lag[edge]))
            for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1])
        ]
        for item in range(compiled.order.shape[0])
    ]


def _edges(
    compiled: Compiled, plan: Plan, crews: list[tuple[int, ...]], planned: list[int]
) -> list[list[Edge]]:
    """What each item waits for: dependencies, its people's items before it, and who hands over its pools."""
    edges = _dependencies(compiled)
    _follow_people(planned, crews, [row.finish > row.start for row in plan.placed], edges)
    _follow_pools(planned, compiled, plan, edges)
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


def _follow_people(
    planned: list[int],
    crews: list[tuple[int, ...]],
    takes_time: list[bool],
    edges: list[list[Edge]],
) -> None:
    """Add an edge from each item to the next of each of its people. Milestones hold and await nobody."""
    previous: dict[int, int] = {}
    for item in planned:
        known = {before for before, kind, lag in edges[item] if kind == 0 and lag >= 0}
        for person in crews[item] if takes_time[item] else ():
            if person in previous and previous[person] not in known:
                edges[item].append((previous[person], 0, 0.0))
                known.add(previous[person])
            previous[person] = item


def _follow_pools(planned: list[int], compiled: Compiled, plan: Plan, edges: list[list[Edge]]) -> None:
    """Hand each unit of a pool from item to item as planned; an edge for every hand-over.

    Units of predecessors are taken first, then those that lie idle longest: that leaves the most slack.
    """
    for pool in range(compiled.pool.shape[0]):
        released: list[tuple[float, int, int]] = [(-1.0, -1, int(compiled.pool[pool]))]
        for item in planned:
            wanted = int(compiled.demand[item, pool])
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
            released.append((row.finish, item, int(compiled.demand[item, pool])))


def _calendars(capacity: Floats, teams: list[tuple[int, ...]]) -> tuple[Floats, NDArray[np.int64]]:
    """Work done before each day, one column more than days, and the first day from each on when all are
    there.
    """
    horizon = capacity.shape[1] - 1 if capacity.size else 1
    daily = np.zeros((len(teams), horizon + 1))
    present = np.ones((len(teams), horizon + 1), dtype=np.bool_)
    for index, team in enumerate(teams):
        rows = capacity[list(team)]
        daily[index] = rows.sum(axis=0)
        present[index] = (rows > 0).all(axis=0)
        if not present[index].any():
            present[index] = daily[index] > 0
    done = np.zeros((len(teams), horizon + 2))
    done[:, 1:] = np.cumsum(daily, axis=1)
    opens = np.full((len(teams), horizon + 1), horizon, dtype=np.int64)
    for day in range(horizon - 1, -1, -1):
        opens[:, day] = np.where(present[:, day], day, opens[:, day + 1])
    return done, opens
