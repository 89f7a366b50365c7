"""A plan as a longest-path problem under calendars: what a future keeps while its dates move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.distributions import quantile_table
from pilothouse.engine.forecast.kernels import Network
from pilothouse.engine.schedule.compiled import Compiled, Floats, Ints, compile_problem
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


def plan_network(problem: Problem, plan: Plan) -> Network:
    """The network of `plan`: people and the order of each person's and each pool's work stay as planned.

    Somebody who leaves is taken to be followed by somebody like them: a future that runs late needs one.
    """
    compiled = compile_problem(problem)
    sequence = _sequence(compiled, plan)
    person = {row.id: index for index, row in enumerate(problem.people)}
    crews = [tuple(person[name] for name in row.people) for row in plan.placed]
    edges: list[list[tuple[int, int, float]]] = [
        [
            (int(compiled.pred[edge]), int(compiled.pred_kind[edge]), float(compiled.pred_lag[edge]))
            for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1])
        ]
        for item in range(len(crews))
    ]
    takes_time = [row.finish > row.start for row in plan.placed]
    _follow_people(sequence, crews, takes_time, edges)
    _follow_pools(sequence, compiled, plan, edges)
    teams: dict[tuple[int, ...], int] = {}
    team = [teams.setdefault(tuple(sorted(crew)), len(teams)) if crew else -1 for crew in crews]
    done, opens = _calendars(compiled.carried, list(teams))
    table = quantile_table([item.effort or item.duration for item in problem.items])
    edge_at = np.zeros(len(crews) + 1, dtype=np.int64)
    edge_at[1:] = np.cumsum([len(rows) for rows in edges])
    flat = [row for rows in edges for row in rows]
    return Network(
        sequence=sequence,
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


def _sequence(compiled: Compiled, plan: Plan) -> Ints:
    """Items by planned start, every predecessor before its successors (negative lags can turn two around)."""
    starts = np.array([row.start for row in plan.placed])
    finishes = np.array([row.finish for row in plan.placed])
    place = np.empty(starts.shape[0])
    place[compiled.order] = np.arange(starts.shape[0])
    done = np.zeros(starts.shape[0], dtype=np.bool_)
    ordered: list[int] = []
    for item in np.lexsort((place, finishes, starts)).tolist():
        stack = [item]
        while stack:
            top = stack[-1]
            missing = [
                int(before)
                for before in compiled.pred[compiled.pred_at[top] : compiled.pred_at[top + 1]]
                if not done[before]
            ]
            if done[top]:
                stack.pop()
            elif missing:
                stack += missing
            else:
                done[top] = True
                ordered.append(stack.pop())
    return np.array(ordered, dtype=np.int64)


def _follow_people(
    sequence: Ints,
    crews: list[tuple[int, ...]],
    takes_time: list[bool],
    edges: list[list[tuple[int, int, float]]],
) -> None:
    """Add an edge from each item to the next of each of its people. Milestones hold nobody."""
    previous: dict[int, int] = {}
    for item in sequence.tolist():
        known = {before for before, kind, lag in edges[item] if kind == 0 and lag >= 0}
        for person in crews[item]:
            if person in previous and previous[person] not in known:
                edges[item].append((previous[person], 0, 0.0))
                known.add(previous[person])
            if takes_time[item]:
                previous[person] = item


def _follow_pools(
    sequence: Ints, compiled: Compiled, plan: Plan, edges: list[list[tuple[int, int, float]]]
) -> None:
    """Hand each unit of a pool from item to item as planned; an edge for every hand-over.

    Units of predecessors are taken first, then those that lie idle longest: that leaves the most slack.
    """
    for pool in range(compiled.pool.shape[0]):
        released: list[tuple[float, int, int]] = [(-1.0, -1, int(compiled.pool[pool]))]
        for item in sequence.tolist():
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
