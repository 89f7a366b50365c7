"""Problem in, plan out: the best of many schedules, with a reason for every start."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.garbage import rarely_collected
from pilothouse.engine.schedule.answer import as_plan
from pilothouse.engine.schedule.choices import choose
from pilothouse.engine.schedule.compiled import Compiled, Ints, compile_problem
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.passes import progress_of
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.searching import searched
from pilothouse.engine.schedule.slices import nothing_placed, put, slice_of
from pilothouse.engine.schedule.stopwatch import Stopwatch


@rarely_collected
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
            objective=objective,
            seed=seed,
            limit=limit,
            progress=progress,
        )
    compiled = compile_problem(problem)
    ranks = np.array(Ranks.of(problem).placed)
    if np.ptp(ranks) > 0:
        return _rank_by_rank(problem, compiled, ranks, seed, limit, progress)
    answer = searched(compiled, seed=seed, limit=limit, progress=progress)
    return as_plan(problem, compiled, answer.found, answer.bound, answer.proved, answer.passes, seed)


def _rank_by_rank(
    problem: Problem,
    compiled: Compiled,
    ranks: Ints,
    seed: int,
    limit: Limit,
    progress: Callable[[int, int], None] | None,
) -> Plan:
    """Every rank as if there were no lower one, in the time that higher ones have left of its people."""
    placed, passes, watch = nothing_placed(compiled), 0, Stopwatch()
    for rank in np.unique(ranks):
        rows, higher = np.flatnonzero(ranks == rank), np.flatnonzero(ranks < rank)
        own = limit
        if limit.seconds is not None:
            left = max(1e-3, limit.seconds - watch.spent) * rows.size / (ranks.size - higher.size)
            own = Limit(limit.passes, left, limit.workers)
        told = progress_of(progress, higher.size, rows.size, ranks.size)
        part = slice_of(compiled, rows, placed, higher)
        answer = searched(part, seed=seed, limit=own, progress=told, watch=watch)
        placed = put(placed, rows, answer.found)
        passes += answer.passes
    return as_plan(problem, compiled, placed, None, False, passes, seed)
