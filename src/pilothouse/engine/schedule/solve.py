"""Problem in, plan out: the best of many schedules, with a reason for every start.

Orders by classical priority rules (longest tail, latest finish, value, deadline, most successors) are
improved forwards and backwards, then crossed (`backends.people`, `backends.pools`). The answer depends on
problem, seed and passes alone. Where time is the limit, CP-SAT tries in between to prove that the best plan
cannot be beaten (`backends.people.cpsat`).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people import cpsat
from pilothouse.engine.schedule.backends.people.search import Search as PeopleSearch
from pilothouse.engine.schedule.backends.pools.packed import fits
from pilothouse.engine.schedule.backends.pools.search import Search as PoolSearch
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.choices import choose
from pilothouse.engine.schedule.compiled import Compiled, compile_problem
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Status, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import explain

_CLOSE = 1e-6
_SECONDS = 10.0
_AT_ONCE = 0.1
_SMALL = 60
# Shares of the time: search until, then proof until, in turns.
TURNS = ((0.15, 0.25), (0.75, 1.0))
TURNS_WHEN_SMALL = ((0.15, 0.3), (0.5, 1.0))


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Callable[[int, int], None] | None = None,
    objective: Objective | None = None,
) -> Plan:
    """A feasible plan with little weighted lateness, then a short makespan.

    Same problem, seed and passes give the same plan unless `limit.seconds` ran out first. `progress` is told
    passes done and wanted, or expected where only time limits them.

    What cannot be kept (deadlines, fixed starts, work that outlasts the people who can do it) is listed in
    `violations`; it is never an error. Alternatives, optional items and budgets are weighed by `objective`,
    the default one where none is given; without any of them it only says what the plan is worth.
    """
    limit = limit or Limit()
    if limit.passes is not None and limit.passes < 1:
        raise InvalidProblem("No pass was allowed.", where="limit", cure="Allow at least one pass.")
    if not problem.items:
        return Plan((), 0.0, 0.0, 0.0, "optimal", (), 0, seed)
    if problem.is_open or problem.budgets or objective is not None:
        return choose(
            problem,
            inner=lambda settled, own, within: solve(settled, seed=own, limit=within),
            objective=objective,
            seed=seed,
            limit=limit,
            progress=progress,
        )
    compiled = compile_problem(problem)
    bound = lower_bound(compiled)
    pooled = fits(compiled)
    expected = _usual(problem, pooled)
    seconds = _SECONDS if limit.seconds is None else limit.seconds
    passes = limit.passes or (expected if limit.seconds is None else None)

    def told(done: int) -> None:
        if progress is not None:
            share = max((time.perf_counter() - began) / seconds, done / passes if passes else 0.0, 1e-9)
            by_passes = passes is not None and (share < 1 or done >= passes)
            wanted = passes if by_passes and passes else max(done, int(done / share))
            progress(min(done, wanted), wanted)

    search: PoolSearch | PeopleSearch
    if pooled:
        search = PoolSearch(compiled, seed=seed, workers=limit.workers)
    else:
        some = passes or int(min(expected * seconds / _AT_ONCE, 1e9))
        search = PeopleSearch(compiled, seed=seed, expected=some)
    began = time.perf_counter()
    if passes is None and cpsat.fits(compiled):
        best, bound, proved = _in_turns(compiled, search, bound, limit, seed, began, told)
    else:
        search.run(bound=bound, passes=passes, until=began + seconds, told=told)
        best, proved = search.best, False
    return as_plan(problem, compiled, best, bound, proved, search.done, seed)


def _in_turns(
    compiled: Compiled,
    search: PoolSearch | PeopleSearch,
    bound: float,
    limit: Limit,
    seed: int,
    began: float,
    told: Callable[[int], None],
) -> tuple[Found, float, bool]:
    """Search and proof by turns; the best plan, the best bound, and whether nothing beats the plan.

    What CP-SAT can prove it mostly proves at once, so that the search loses little to the tries.
    """
    seconds = limit.seconds or 0.0
    best: Found | None = None
    small = compiled.work.size <= _SMALL
    for searched, tried in TURNS_WHEN_SMALL if small else TURNS:
        search.run(bound=bound, passes=None, until=began + searched * seconds, told=told)
        best = min((row for row in (best, search.best) if row is not None), key=lambda row: row.score)
        if not search.early and best.score <= bound * (1 + _CLOSE):
            return best, bound, True
        answer = cpsat.improve(
            compiled,
            best=best,
            bound=bound,
            early=search.early,
            until=began + tried * seconds,
            workers=limit.workers,
            seed=seed,
        )
        bound = max(bound, answer.bound)
        best = answer.found or best
        if answer.proved:
            return best, bound, True
    return best, bound, False  # type: ignore[return-value]


def _usual(problem: Problem, pooled: bool) -> int:
    items = len(problem.items)
    return usual_pool_passes(items) if pooled else usual_passes(items, len(problem.people))


def usual_passes(items: int, people: int = 0) -> int:
    """How many schedules are tried when nobody says: about a tenth of a second on one core, at least 40.

    Choosing among people costs more than counting pools.
    """
    return int(np.clip(240_000 / max(1, items) / (1 + people / 8), 40, 6_000))


def usual_pool_passes(items: int) -> int:
    """As `usual_passes` for problems of pools only: about a tenth of a second on two cores."""
    return int(np.clip(4_000_000 / max(1, items), 100, 100_000))


def as_plan(
    problem: Problem,
    compiled: Compiled,
    best: Found,
    bound: float,
    proved: bool,
    done: int,
    seed: int,
) -> Plan:
    start, finish = best.starts, best.finishes
    teams = [tuple(problem.people[person].id for person in team) for team in best.teams]
    reasons = explain(problem, start.tolist(), finish.tolist(), teams)
    placed = tuple(
        Placed(item.id, float(start[row]), float(finish[row]), teams[row], reasons[row])
        for row, item in enumerate(problem.items)
    )
    makespan = float(finish.max())
    leaves = dict(zip((p.id for p in problem.people), compiled.leaves.tolist(), strict=True))
    violations = _missed(problem, placed, leaves)
    if any(row.finish > leaves[name] + _CLOSE for row in placed for name in row.people):
        # Plans in which nobody outstays their leaving are bounded more tightly than this one.
        bound = lower_bound(compiled._replace(capacity=compiled.carried))
    gap = max(0.0, makespan / bound - 1.0) if bound > 0 else 0.0
    status: Status = (
        "late" if any(row.hard for row in violations) else "optimal" if proved or gap <= 1e-9 else "feasible"
    )
    return Plan(
        placed=placed,
        makespan=makespan,
        lower_bound=bound,
        gap=gap,
        status=status,
        violations=violations,
        passes=done,
        seed=seed,
    )


def _missed(problem: Problem, placed: tuple[Placed, ...], leaves: dict[str, float]) -> tuple[Violation, ...]:
    """What the plan does not keep."""
    found = []
    names = {person.id: person.label for person in problem.people}
    finish = {row.item: row.finish for row in placed}
    for item, row in zip(problem.items, placed, strict=True):
        if item.deadline is not None and row.finish > item.deadline + _CLOSE:
            days = row.finish - item.deadline
            text = f"{item.name} ends {days:.1f} working days after its deadline"
            found.append(Violation("late", item.id, text, item.deadline_hard, days))
        if item.fixed_start is not None and row.start > item.fixed_start + _CLOSE:
            days = row.start - item.fixed_start
            text = f"{item.name} starts {days:.1f} working days after its fixed start"
            found.append(Violation("fixed", item.id, text, False, days))
        for person in row.people if row.finish > row.start else ():
            if row.finish > leaves[person] + _CLOSE:
                until = f"until day {row.finish:.1f}, who leaves on day {leaves[person]:g}"
                text = f"{item.name} needs {names[person]} {until}"
                found.append(Violation("late", item.id, text, True, row.finish - leaves[person]))
    for group in problem.groups:
        if group.deadline is not None and group.members:
            end = max(finish[member] for member in group.members)
            if end > group.deadline + _CLOSE:
                late = end - group.deadline
                text = f"{group.title or group.id} ends {late:.1f} working days after its deadline"
                found.append(Violation("late", group.id, text, False, late))
    return tuple(found)
