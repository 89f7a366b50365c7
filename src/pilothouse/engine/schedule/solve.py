"""Problem in, plan out: many priority lists, the best schedule, a reason for every start.

Each pass is one parallel schedule generation (`backends.sgs`). The first passes use classical priority rules
(longest tail, latest finish, weight, deadline, most successors); later ones disturb the best rules by seeded
noise. The answer depends on problem, seed and passes alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.network import tails
from pilothouse.engine.schedule.backends import sgs
from pilothouse.engine.schedule.bounds import lower_bound, shortest
from pilothouse.engine.schedule.compiled import Compiled, Floats, Ints, compile_problem
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import explain

Clock = Callable[[], float]
_LATENESS = 50.0


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """A feasible plan with short makespan and little weighted lateness.

    Same problem, seed and passes give the same plan unless `limit.seconds` ran out first. `progress` is told
    passes done and wanted. Deadlines are kept where the heuristic can; missed ones are violations, not errors.
    """
    limit = limit or Limit()
    compiled = compile_problem(problem)
    if not problem.items:
        return Plan((), 0.0, 0.0, 0.0, "optimal", (), 0, seed)
    bound = lower_bound(compiled)
    group_ends = _group_deadlines(problem)
    best: tuple[float, Floats, Floats, Ints, Ints] | None = None
    began = time.perf_counter()
    done = 0
    for rank in _orders(compiled, seed, limit.passes):
        start, finish, team_at, team = sgs.run(compiled, rank, _scarcity(compiled))
        done += 1
        score = _score(compiled, finish, group_ends)
        if best is None or score < best[0] - 1e-9:
            best = (score, start, finish, team_at, team)
        if progress is not None:
            progress(done, limit.passes)
        ideal = bound * (1 + 1e-9) + 1e-9
        if time.perf_counter() - began > limit.seconds or (finish.max() <= ideal and score <= ideal + 1e-6):
            break
    if best is None:
        raise InvalidProblem("No pass was allowed.", where="limit", cure="Allow at least one pass.")
    _, start, finish, team_at, team = best
    return _plan(problem, start, finish, team_at, team, bound, done, seed)


def _orders(problem: Compiled, seed: int, passes: int) -> Iterator[Ints]:
    """Priority ranks, one array a pass."""
    items = problem.work.shape[0]
    least = shortest(problem)
    edges = [
        (int(problem.pred[edge]), item)
        for item in range(items)
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1])
    ]
    tail = np.array(tails(items, edges, least.tolist()))
    due = np.where(
        np.isfinite(problem.deadline),
        problem.deadline,
        problem.deadline[np.isfinite(problem.deadline)].max(initial=0.0) + tail.max(),
    )
    due = _inherited(problem, due, least)
    first = np.where(problem.fixed >= 0, -1e12, 0.0)
    size = np.maximum(problem.work, 0.25)
    keys = [
        first - tail,
        first + due,
        first - problem.weight * 1e3 - tail,
        first - problem.weight / size * 1e3 - tail,
        first + (due - tail) - problem.weight,
        first - tail - np.diff(problem.succ_at),
    ]
    yield from (_rank(key) for key in keys[:passes])
    for number in range(len(keys), passes):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
        base = keys[number % len(keys)]
        free = base[problem.fixed < 0]
        spread = float(np.ptp(free)) if free.size else 1.0
        width = (0.05, 0.12, 0.25)[number % 3] * (spread or 1.0)
        yield _rank(base + rng.normal(0.0, width, items))


def _inherited(problem: Compiled, due: Floats, least: Floats) -> Floats:
    """Deadlines passed on to what must be done before."""
    found = due.copy()
    for item in problem.order[::-1]:
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before = problem.pred[edge]
            found[before] = min(found[before], found[item] - least[item] - problem.pred_lag[edge])
    return found


def _rank(key: Floats) -> Ints:
    rank = np.empty(key.shape[0], dtype=np.int64)
    rank[np.argsort(key, kind="stable")] = np.arange(key.shape[0])
    return rank


def _scarcity(problem: Compiled) -> Floats:
    """How much work only this person and few others can do: chosen last when somebody else is free."""
    cost = np.zeros(problem.leaves.shape[0])
    for head in problem.slot:
        able = problem.able[head]
        cost[able] += 1.0 / able.sum()
    return cost - 1e-6 * problem.capacity.mean(axis=1) if cost.size else cost


def _group_deadlines(problem: Problem) -> list[tuple[Ints, float]]:
    number = {item.id: index for index, item in enumerate(problem.items)}
    return [
        (np.array([number[name] for name in group.members], dtype=np.int64), group.deadline)
        for group in problem.groups
        if group.deadline is not None and group.members
    ]


def _score(problem: Compiled, finish: Floats, groups: list[tuple[Ints, float]]) -> float:
    """Makespan, plus weighted days late, plus a little for finishing what weighs much early."""
    late = float((problem.weight * np.maximum(0.0, finish - problem.deadline)).sum())
    late += sum(max(0.0, float(finish[members].max()) - deadline) for members, deadline in groups)
    total = float(problem.weight.sum()) or 1.0
    early = float((problem.weight * finish).sum()) / total if np.ptp(problem.weight) > 0 else 0.0
    return float(finish.max()) + _LATENESS * late + 0.1 * early


def _plan(
    problem: Problem,
    start: Floats,
    finish: Floats,
    team_at: Ints,
    team: Ints,
    bound: float,
    done: int,
    seed: int,
) -> Plan:
    teams = [
        tuple(problem.people[person].id for person in team[team_at[row] : team_at[row + 1]])
        for row in range(len(problem.items))
    ]
    reasons = explain(problem, start.tolist(), finish.tolist(), teams)
    placed = tuple(
        Placed(item.id, float(start[row]), float(finish[row]), teams[row], reasons[row])
        for row, item in enumerate(problem.items)
    )
    makespan = float(finish.max())
    gap = makespan / bound - 1.0 if bound > 0 else 0.0
    return Plan(
        placed=placed,
        makespan=makespan,
        lower_bound=bound,
        gap=max(0.0, gap),
        status="optimal" if gap <= 1e-9 else "feasible",
        violations=_missed(problem, placed),
        passes=done,
        seed=seed,
    )


def _missed(problem: Problem, placed: tuple[Placed, ...]) -> tuple[Violation, ...]:
    found = []
    for item, row in zip(problem.items, placed, strict=True):
        if item.deadline is not None and row.finish > item.deadline + 1e-9:
            days = row.finish - item.deadline
            text = f"{item.name} ends {days:.1f} working days after its deadline"
            found.append(Violation("late", item.id, text, item.deadline_hard, days))
        if item.fixed_start is not None and row.start > item.fixed_start + 1e-9:
            days = row.start - item.fixed_start
            text = f"{item.name} starts {days:.1f} working days after its fixed start"
            found.append(Violation("fixed", item.id, text, False, days))
    return tuple(found)
