"""What a plan with responses in it is like, as it is kept or planned anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.risk.advice import Outlook
from pilothouse.engine.risk.aim import LEVEL
from pilothouse.engine.risk.case import PUBLISHED, THIRD, Case
from pilothouse.engine.risk.laid import Laid
from pilothouse.engine.risk.outcome import Measure, Outcome
from pilothouse.engine.risk.response import Response, left_of
from pilothouse.engine.risk.trials import Trials
from pilothouse.engine.risk.work import with_work
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem

_SEEDS = 8  # of the plan made anew


def outlook(found: Outcome, measure: Measure) -> Outlook:
    ends, own = found.ends[0], found.ends[measure.place]
    p50, p85 = (float(value) for value in np.quantile(ends, (0.5, LEVEL)))
    return Outlook(
        mean=float(ends.mean()),
        p50=p50,
        p85=p85,
        aimed=float(np.quantile(own, LEVEL)),
        chance=None if measure.by is None else measure.chance(found),
        money=float(measure.money(found).mean()),
    )


def planned_anew(
    case: Case, chosen: Sequence[Response], limit: Limit | None
) -> tuple[Problem, Plan, Outlook]:
    """Planned anew with what is chosen as items: of a few seeds the plan with the least p85."""
    problem = with_work(case.problem, chosen)
    plan = robust(problem, seeds=_SEEDS, seed=case.seed, limit=limit).plan
    measure = Measure.of(case.measure.aim, problem)
    trials = Trials(
        Laid.plain(problem, plan), left_of(case.events, chosen), (), measure, case.law, draws=PUBLISHED,
        seed=case.seed ^ THIRD,
    )  # fmt: skip
    found = trials.outcome(())
    spent = sum(row.cost for row in chosen)
    return problem, plan, outlook(Outcome(found.ends, found.costs, spent), measure)
