"""Which responses to risks are worth their price, under a budget and people's days.

Method, guarantees and a worked case: docs/algorithms/responses.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.advice import Advice
from pilothouse.engine.risk.aim import Aim
from pilothouse.engine.risk.case import PUBLISHED, THIRD, Case
from pilothouse.engine.risk.checking import check_responses
from pilothouse.engine.risk.choice import as_accepted, decided, weighed
from pilothouse.engine.risk.drawn import Law
from pilothouse.engine.risk.laid import lay
from pilothouse.engine.risk.means import Means
from pilothouse.engine.risk.outlook import outlook, planned_anew
from pilothouse.engine.risk.response import Response, left_of
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem

FINALISTS = 10


def respond(
    problem: Problem,
    plan: Plan,
    events: Sequence[Event],
    responses: Sequence[Response],
    *,
    aim: Aim | None = None,
    means: Means | None = None,
    law: Law | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Callable[[int], None] | None = None,
) -> Advice:
    """The set of `responses` to `events` that serves the aim best, within `means`; to do nothing competes.

    `plan` is one of `problem`, whose people and order are kept while sets are judged; `limit` is for each of
    the plans that are made anew with the set that is chosen. `progress` is told how many sets were judged;
    what it raises stops the search. Raises `InvalidProblem`.
    """
    if not events:
        raise InvalidProblem("There are no risks.", where="risks", cure="Enter one.")
    check_responses(responses, events, {item.id for item in problem.items})
    useful = [row for row in responses if row.kind != "accept"]
    given = (aim or Aim(), means or Means(), law or Law())
    case = Case(problem, lay(problem, plan, useful), events, useful, *given, seed)
    return _advice(case, [row for row in responses if row.kind == "accept"], limit, progress)


def _advice(
    case: Case, accepted: Sequence[Response], limit: Limit | None, progress: Callable[[int], None] | None
) -> Advice:
    search = case.search(progress)
    search.best()
    eye = search.by_eye()
    chosen = decided(case, [*search.ranked(FINALISTS), eye, frozenset()])
    trials = case.trials(PUBLISHED, THIRD)
    before, after = trials.outcome(()), trials.outcome(chosen)
    gain, error = case.measure.gain(before, after)
    names = [case.responses[number] for number in sorted(chosen)]
    anew, plan, replanned = planned_anew(case, names, limit)
    return Advice(
        objective=case.measure.aim.objective,
        group=case.measure.aim.group,
        by=case.measure.by,
        chosen=tuple(row.id for row in names),
        spent=after.spent,
        budget=case.means.budget,
        gain=gain,
        error=error,
        by_eye=case.measure.gain(before, trials.outcome(eye))[0],
        responses=(*weighed(case, chosen), *map(as_accepted, accepted)),
        before=outlook(before, case.measure),
        after=outlook(after, case.measure),
        replanned=replanned,
        risks=left_of(case.events, names),
        problem=anew,
        plan=plan,
        work=plan.placed[len(case.problem.items) :],
        tried=len(search.seen),
        exact=search.is_exact,
        draws=PUBLISHED,
        seed=case.seed,
    )
