"""Plans of problems of pools whose items have alternatives: searched, then CP-SAT where time is the limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

import numpy as np

from pilothouse.engine.schedule.backends.modes.answer import as_plan
from pilothouse.engine.schedule.backends.modes.packed import build, lower_bound
from pilothouse.engine.schedule.backends.modes.search import load, search
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem

_SEARCHED = 0.15  # share of the time for the heuristic; CP-SAT gets the rest


def solve_modes(
    problem: Problem,
    *,
    objective: Objective,
    seed: int,
    limit: Limit,
    progress: Callable[[int, int], None] | None,
) -> Plan:
    """A plan of a problem that `packed.fits`. Passes alone make it independent of the machine."""
    arrays = build(problem)
    bound = lower_bound(problem, arrays)
    load(arrays)
    began = time.perf_counter()
    passes = limit.passes
    if passes is None and limit.seconds is None:
        passes = int(np.clip(4_000_000 / len(problem.items), 200, 100_000))
    seconds = inf if limit.seconds is None else limit.seconds
    starts, modes, over, done = search(
        arrays,
        bound=bound,
        seed=seed,
        passes=passes,
        until=began + (_SEARCHED * seconds if passes is None else seconds),
        workers=limit.workers,
        told=None if progress is None else lambda many: progress(many, max(many, passes or many)),
    )
    proved = False
    if passes is None:
        # Loaded when first used: the modelling part of CP-SAT takes a second, as it loads pandas.
        from pilothouse.engine.schedule.backends.modes import cpsat

        ends = starts + arrays.length[modes]
        answer = cpsat.improve(
            problem,
            arrays,
            starts=starts,
            modes=modes,
            makespan=int(ends.max(initial=0)) if not over else None,
            bound=bound,
            until=began + seconds,
            workers=limit.workers,
            seed=seed,
        )
        bound, proved = answer.bound, answer.proved
        if answer.starts is not None and answer.modes is not None:
            starts, modes = answer.starts, answer.modes
    return as_plan(problem, arrays, objective, starts, modes, bound, proved, done, seed)
