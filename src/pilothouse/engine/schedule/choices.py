"""Plans in which something is to be chosen: how items are done, which optional ones, within what budgets.

Where only pools and the makespan count, modes and orders are searched together (`backends.modes`); all else
is a search over the choices (`choosing.search`). In a strict order the choices of a rank are searched around
what higher ranks have chosen, with the people, money and stocks that these leave, then fixed.
"""

from __future__ import annotations

from collections.abc import Callable

from pilothouse.engine.schedule.backends.modes.packed import fits
from pilothouse.engine.schedule.backends.modes.solve import solve_modes
from pilothouse.engine.schedule.choosing.bounds import critical_ends
from pilothouse.engine.schedule.choosing.chosen import Chosen
from pilothouse.engine.schedule.choosing.cutting import part_of
from pilothouse.engine.schedule.choosing.search import Search
from pilothouse.engine.schedule.choosing.whole import whole
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.passes import progress_of
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.settling import choice_of
from pilothouse.engine.schedule.stopwatch import Stopwatch

Progress = Callable[[int, int], None]


def choose(
    problem: Problem,
    *,
    objective: Objective | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Progress | None = None,
) -> Plan:
    """A plan of a problem with alternatives, optional items or budgets, worth much by `objective`.

    Same problem, seed and passes give the same plan unless time ran out first. A budget that cannot be kept,
    or a stock that does not last, is a violation. In a strict order what is added in a lower rank changes no
    date, no choice and nothing that is left out of a higher one, as long as no time runs out.
    """
    chosen, limit, watch = Chosen(problem), limit or Limit(), Stopwatch()
    aim = objective or Objective()
    while rank := chosen.next_rank():
        part = part_of(problem, list(rank), rank, chosen.above)
        own = _share(limit, len(rank) / (len(problem.items) - len(chosen.way)), watch)
        told = progress_of(progress, len(chosen.way), len(rank), len(problem.items))
        if part.is_first and objective is None and fits(part.problem):
            plan = solve_modes(part.problem, objective=aim, seed=seed, limit=own, progress=told)
            if len(rank) == len(problem.items):
                return plan
            chosen.take(part, choice_of(part.problem, plan), plan.placed)
            chosen.judge(part, plan.lower_bound, plan.passes)
        else:
            search = Search(part, aim, seed, own, watch)
            best = search.run(told)
            chosen.delayed |= best.delayed
            chosen.take(part, best.choice, best.placed)
            ends = critical_ends(part)
            chosen.ends |= {item.id: end for item, end in zip(part.problem.items, ends, strict=True)}
            chosen.judge(part, max(ends), search.trials.passes)
    return whole(chosen, aim, seed)


def _share(limit: Limit, share: float, watch: Stopwatch) -> Limit:
    if limit.seconds is None:
        return limit
    left = max(1e-3, limit.seconds - watch.spent)
    return Limit(limit.passes, left * share, limit.workers)
