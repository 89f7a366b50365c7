"""A plan as a policy: what is started first when people and pools become free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse.engine.forecast.distributions import quantile_table
from pilothouse.engine.forecast.dynamic import Ints, Rules
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


def plan_rules(problem: Problem, plan: Plan) -> Rules:
    """Items in the order of their planned starts, gathered into classes of equal needs."""
    compiled = compile_problem(problem)
    person = {row.id: index for index, row in enumerate(problem.people)}
    place = np.empty(len(plan.placed))
    place[compiled.order] = np.arange(len(plan.placed))
    order = sorted(
        range(len(plan.placed)),
        key=lambda index: (plan.placed[index].start, plan.placed[index].finish, place[index]),
    )
    rank = {item: number for number, item in enumerate(order)}
    scarce = compiled.able.sum(axis=1)
    versatile = compiled.able.sum(axis=0)
    crews: list[list[int]] = []
    kinds: dict[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]], int] = {}
    kind_of = []
    for item in order:
        heads = compiled.slot[compiled.slot_at[item] : compiled.slot_at[item + 1]].tolist()
        pinned = compiled.pinned[compiled.pinned_at[item] : compiled.pinned_at[item + 1]].tolist()
        works = compiled.work[item] > 0
        key = (
            tuple(sorted(heads, key=lambda need: (scarce[need], need))) if works else (),
            tuple(sorted(pinned)) if works else (),
            tuple(compiled.demand[item].tolist()) if works else (0,) * len(problem.pools),
        )
        kind_of.append(kinds.setdefault(key, len(kinds)))
        crews.append([person[name] for name in plan.placed[item].people] if works else [])
    keys = list(kinds)
    users: list[list[int]] = [[] for _ in problem.people]
    for kind, (heads_of, pinned_of, _) in enumerate(keys):
        usable = set(pinned_of).union(*(np.flatnonzero(compiled.able[need]).tolist() for need in heads_of))
        for who in sorted(usable):
            users[who].append(kind)
    able = [
        sorted(np.flatnonzero(row).tolist(), key=lambda who: (versatile[who], who)) for row in compiled.able
    ]
    follow: list[list[tuple[int, int, float]]] = [[] for _ in order]
    for item in order:
        for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1]):
            before = rank[int(compiled.pred[edge])]
            follow[before].append((rank[item], int(compiled.pred_kind[edge]), float(compiled.pred_lag[edge])))
    demand = np.array([key[2] for key in keys], dtype=np.int64).reshape(len(keys), len(problem.pools))
    succ_at, succ = _csr([[row[0] for row in rows] for rows in follow])
    pinned_at, pinned_all = _csr([key[1] for key in keys])
    head_at, head = _csr([key[0] for key in keys])
    able_at, able_all = _csr(able)
    user_at, user = _csr(users)
    drawer_at, drawer = _csr(
        [np.flatnonzero(demand[:, pool] > 0).tolist() for pool in range(len(problem.pools))]
    )
    crew_at, crew = _csr(crews)
    chosen = np.array(order, dtype=np.int64)
    table = quantile_table([item.effort or item.duration for item in problem.items])[chosen]
    capacity = compiled.carried
    return Rules(
        original=chosen,
        table=table,
        timed=compiled.timed[chosen],
        earliest=np.maximum(compiled.earliest, compiled.fixed)[chosen],
        awaits=np.diff(compiled.pred_at)[chosen],
        succ_at=succ_at,
        succ=succ,
        succ_kind=np.array([row[1] for rows in follow for row in rows], dtype=np.int64),
        succ_lag=np.array([row[2] for rows in follow for row in rows], dtype=np.float64),
        group=np.array(kind_of, dtype=np.int64),
        room_at=np.concatenate(([0], np.cumsum(np.bincount(kind_of)))).astype(np.int64),
        team_size=np.array([len(key[0]) + len(key[1]) for key in keys], dtype=np.int64),
        pinned_at=pinned_at,
        pinned=pinned_all,
        head_at=head_at,
        head=head,
        able_at=able_at,
        able=able_all,
        demand=demand,
        pool=compiled.pool,
        user_at=user_at,
        user=user,
        drawer_at=drawer_at,
        drawer=drawer,
        crew_at=crew_at,
        crew=crew,
        capacity=capacity,
        steady=(capacity == capacity[:, :1]).all(axis=1),
        most_crew=max((len(team) for team in crews), default=0),
    )


def _csr(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(row) for row in rows])
    return at, np.array([value for row in rows for value in row], dtype=np.int64)
