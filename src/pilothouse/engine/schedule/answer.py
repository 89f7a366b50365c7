"""A schedule as the plan that is answered with: reasons, what is not kept, and how good it is."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.compiled import Compiled, Floats
from pilothouse.engine.schedule.missed import CLOSE, missed
from pilothouse.engine.schedule.nearness import by_rank
from pilothouse.engine.schedule.plan import Placed, Plan, Reason, Status
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.reasons import explain

_UNTOLD = Reason("plan_start", None, None, "")


def as_plan(
    problem: Problem,
    compiled: Compiled,
    best: Found,
    bound: float | None,
    proved: bool,
    done: int,
    seed: int,
    staying: frozenset[int] = frozenset(),
) -> Plan:
    """The plan; `bound` is None where it is still to be computed."""
    start, finish = best.starts, best.finishes
    teams = [tuple(problem.people[person].id for person in team) for team in best.teams]
    reasons = explain(problem, start.tolist(), finish.tolist(), teams, staying)
    placed = tuple(
        Placed(item.id, float(start[row]), float(finish[row]), teams[row], reasons[row])
        for row, item in enumerate(problem.items)
    )
    makespan = float(finish.max())
    leaves = dict(zip((p.id for p in problem.people), compiled.leaves.tolist(), strict=True))
    violations = missed(problem, placed, leaves)
    outstayed = any(row.finish > leaves[name] + CLOSE for row in placed for name in row.people)
    if outstayed:
        # Plans in which nobody outstays their leaving are bounded more tightly than this one.
        bound = lower_bound(compiled._replace(capacity=compiled.carried))
    weighed = weighed_finish(compiled, finish)
    ranks = Ranks.of(problem)
    if ranks.several and not outstayed:
        bound, gap = by_rank(compiled, np.array(ranks.placed), best)
    else:
        aimed = makespan if weighed is None else weighed
        bound = lower_bound(compiled) if bound is None else bound
        gap = max(0.0, aimed / bound - 1.0) if bound > 0 else 0.0
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
        weighed=weighed,
    )


def as_placed(problem: Problem, found: Found) -> tuple[Placed, ...]:
    """Where `found` places the items of `problem`, without reasons."""
    return tuple(
        Placed(item.id, start, finish, tuple(problem.people[person].id for person in team), _UNTOLD)
        for item, start, finish, team in zip(
            problem.items, found.starts.tolist(), found.finishes.tolist(), found.teams, strict=True
        )
    )


def weighed_finish(compiled: Compiled, finish: Floats) -> float | None:
    """The mean finish of products by weight; None where the makespan counts alone."""
    if not compiled.product_weight.size:
        return None
    ends = np.zeros(compiled.product_weight.size)
    np.maximum.at(ends, compiled.product, finish)
    return float(ends @ compiled.product_weight)
