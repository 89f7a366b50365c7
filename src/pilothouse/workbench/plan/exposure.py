"""What `pilothouse exposure` does: what each risk of a plan costs in days, chance and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import typer

from pilothouse.engine.forecast.history.single import spread
from pilothouse.engine.risk.exposure import expose
from pilothouse.engine.risk.found import DateExposure, Exposure, RiskEffect
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.settling import as_chosen
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.plan.costs import Asked, asked_of, done_by, prices
from pilothouse.workbench.plan.how import How
from pilothouse.workbench.plan.reading import Work, read_work
from pilothouse.workbench.plan.schedule import planned
from pilothouse.workbench.plan.words import end, whole_end
from pilothouse.workbench.printing import short, table

SURE = 1.96  # standard errors to either side of a 95 % interval
_SHOWN = 20  # risks in the text; JSON has all


def run(file: Path, how: How, *, as_json: bool) -> None:
    work = read_work(file)
    if not work.risks:
        raise Invalid(
            "The plan has no risks.",
            where=str(file),
            cure="Add a [[risk]] with probability, items and delay; see docs/guides/plan-file.md.",
        )
    asked = asked_of(work, budget=how.budget, by=how.by)
    plan = planned(work, seed=how.seed, passes=how.passes)
    answer = exposed(replace(work, problem=spread(as_chosen(work.problem, plan))), plan, how)
    if as_json:
        print_json(as_data(answer, asked))
    else:
        show(answer, work, asked)


def exposed(work: Work, plan: Plan, how: How) -> Exposure:
    """What the risks of `work` cost `plan`, from the simulations that `pilothouse forecast` runs."""
    rates, fixed = prices(work)
    return expose(
        work.problem,
        plan,
        work.risks,
        draws=how.draws,
        seed=how.seed,
        factors=work.factors,
        rates=rates,
        fixed_costs=fixed,
        drift=how.drift,
        until=how.until,
    )


def as_data(answer: Exposure, asked: Sequence[Asked]) -> dict[str, object]:
    return {
        "draws": answer.draws,
        "seed": answer.seed,
        "p85_error": answer.p85_error,
        "settled": answer.settled,
        "risks": [asdict(row) for row in answer.risks],
        "together": asdict(answer.together),
        "dates": [asdict(row) for row in answer.dates],
        "days": asdict(answer.days),
        "money": None if answer.money is None else asdict(answer.money),
        "joint": [
            {
                "budget": row.budget,
                "amount": row.amount,
                "by": row.by,
                "chance": answer.joint(day=row.day, money=row.amount),
            }
            for row in asked
        ],
    }


def show(answer: Exposure, work: Work, asked: Sequence[Asked]) -> None:
    typer.echo(f"{work.title}\n")
    priced = answer.money is not None
    heads = ("Risk", "Came in", "Days", "± (95 %)", "At p85", *(("Money",) if priced else ()))
    table(heads, [_row(row) for row in (*answer.risks[:_SHOWN], answer.together)])
    if len(answer.risks) > _SHOWN:
        typer.echo(f"… and {len(answer.risks) - _SHOWN} more: see --json.")
    typer.echo(
        "\nDays: what the end of the plan would gain without the risk, on average over all simulations."
    )
    typer.echo("They do not add up: two risks on one chain of work hide each other.")
    if any(row.finish.days < 0 for row in answer.risks):
        typer.echo("Gained: an opportunity; without it the end would be so much later.")
    _show_dates(answer.dates, work)
    settled = f"; the order of the first {answer.settled} is settled" if answer.settled > 1 else ""
    typer.echo(
        f"\n{answer.draws:,} simulations: p85 of the plan is known to {answer.p85_error:.1f} days{settled}."
    )
    for row in asked:
        chance = answer.joint(day=row.day, money=row.amount)
        typer.echo(f"Within the {row.budget} of {row.amount:,.0f}{done_by(row)}: {chance:.0%}.")


def _row(risk: RiskEffect) -> tuple[str, ...]:
    found = risk.finish
    days = (_or_gained(found.days, ".2f"), f"{SURE * found.error:.2f}", _or_gained(found.p85, ".2f"))
    money = () if risk.money is None else (_or_gained(risk.money, ",.0f"),)
    return (short(risk.title), f"{risk.came:.0%}", *days, *money)


def _or_gained(value: float, form: str) -> str:
    """What a risk costs, or what an opportunity gains."""
    shown = format(abs(value), form)
    return f"{shown} gained" if value < 0 and float(shown.replace(",", "")) else shown


def _show_dates(dates: Sequence[DateExposure], work: Work) -> None:
    groups = {group.id: group.title or group.id for group in work.problem.groups}
    typer.echo("")
    table(
        ("Date", "p85", "p85 without risks", "Chance", "Without risks"),
        [
            (
                "ALL" if row.kind == "plan" else short(groups.get(row.name, row.name)).upper(),
                _end(row, row.finish.p85, work),
                _end(row, row.without.p85, work),
                _share(row.chance),
                _share(row.chance_without),
            )
            for row in dates
        ],
    )


def _end(row: DateExposure, moment: float, work: Work) -> str:
    return end(row.name, moment, work.dates) if row.kind == "group" else whole_end(moment, work.dates)


def _share(chance: float | None) -> str:
    return "" if chance is None else f"{chance:.0%}"
