"""What `pilothouse respond` does: which responses to risks are worth their price, and the plan with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.forecast.history.single import spread
from pilothouse.engine.risk.drawn import Law
from pilothouse.engine.risk.respond import respond
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.settling import as_chosen
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.advice import show
from pilothouse.workbench.plan.advice_data import as_data
from pilothouse.workbench.plan.costs import prices
from pilothouse.workbench.plan.reading import read_work
from pilothouse.workbench.plan.schedule import planned
from pilothouse.workbench.plan.wanted import Wanted


def run(file: Path, wanted: Wanted, *, as_json: bool) -> None:
    wanted.aimed_at()
    work = read_work(file)
    if not work.responses:
        raise Invalid(
            "The plan has no responses to its risks.",
            where=str(file),
            cure="Add a [[risk.response]] below a risk; see docs/guides/plan-file.md.",
        )
    means, aim = wanted.means(), wanted.aim(work)
    chosen = as_chosen(work.problem, planned(work, seed=wanted.seed, passes=wanted.passes))
    problem = replace(spread(chosen), budgets=())
    limit = Limit(wanted.passes) if wanted.passes else None
    rates, fixed = prices(work)
    kept = {item.id for item in problem.items}
    advice = respond(
        problem,
        robust(problem, seed=wanted.seed, limit=limit).plan,
        work.risks,
        work.responses,
        aim=aim,
        means=means,
        law=Law(
            factors=work.factors,
            drift=wanted.drift,
            rates=rates,
            fixed_costs={name: cost for name, cost in (fixed or {}).items() if name in kept},
        ),
        seed=wanted.seed,
        limit=limit,
    )
    anew = None if work.dates is None else PlanDates.of(advice.problem, work.dates.clock)
    if as_json:
        print_json(as_data(advice, anew))
    else:
        show(advice, work, anew)
