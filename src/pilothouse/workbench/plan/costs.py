"""What a forecast says about money: the cost of the plan, and the chance to keep a budget and a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite

import typer

from pilothouse.engine.dates import day_text
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.plan.reading import Work


@dataclass(frozen=True)
class Asked:
    """A budget, and perhaps a moment by which all is to be done; `by` is that moment as it was given."""

    budget: str
    amount: float
    day: float = inf
    by: date | float | None = None


def prices(work: Work) -> tuple[Mapping[str, float] | None, Mapping[str, float] | None]:
    """Rates by person and costs by item; None and None where nothing has a price."""
    rates = {person.id: person.rate for person in work.problem.people if person.rate}
    fixed = {item.id: item.cost for item in work.problem.items if item.cost}
    return (rates, fixed) if rates or fixed else (None, None)


def asked_of(work: Work, *, budget: float | None, by: str | None) -> list[Asked]:
    """The budgets of the whole plan, of the file and of the command, each by the moment `by`."""
    rows = [
        Asked(row.id, row.amount) for row in work.problem.budgets if not row.from_day and row.to_day is None
    ]
    rows += [Asked("budget", budget)] if budget is not None else []
    if rows and not _has_price(work.problem):
        raise Invalid(
            "The plan has a budget and no costs.",
            where="--budget" if budget is not None else f"budget '{rows[0].budget}'",
            cure="Give people a rate, or items a cost.",
        )
    if by is None:
        return rows
    if not rows:
        raise Invalid(
            "There is no budget to keep by then.",
            where="--by",
            cure="Give --budget too, or a [[budget]] without dates in the file.",
        )
    moment, day = moment_of(work, by)
    return [Asked(row.budget, row.amount, day, moment) for row in rows]


def _has_price(problem: Problem) -> bool:
    rates = [person.rate for person in problem.people]
    costs = [item.cost for item in problem.items]
    ways = [way.cost for item in problem.items for way in item.alternatives]
    return any((*rates, *costs, *ways))


def moment_of(work: Work, by: str) -> tuple[date | float, float]:
    """A date of the plan, or a number of working days where it has no dates."""
    try:
        if work.dates is not None:
            day = date.fromisoformat(by)
            return day, work.dates.clock.end_of(day)
        moment = float(by)
        if not isfinite(moment):
            raise ValueError
    except ValueError:
        cure = "Give a date such as 2027-03-01." if work.dates else "Give a number of days."
        raise Invalid(f"'{by[:40]}' is not a moment of this plan.", where="--by", cure=cure) from None
    return moment, moment


def costs_as_data(answer: Forecast, asked: Sequence[Asked]) -> dict[str, object] | None:
    if answer.cost is None:
        return None
    cost = answer.cost
    return {
        "p05": cost.p05,
        "p15": cost.p15,
        "p50": cost.p50,
        "p85": cost.p85,
        "p95": cost.p95,
        "mean": cost.mean,
        "chances": [
            {"budget": row.budget, "amount": row.amount, "by": row.by, "chance": _chance(answer, row)}
            for row in asked
        ],
    }


def show_costs(answer: Forecast, asked: Sequence[Asked]) -> None:
    if answer.cost is None:
        return
    typer.echo(f"Cost: {answer.cost.p50:,.0f} (median, p50), at most {answer.cost.p85:,.0f} in 85 % (p85).")
    for row in asked:
        typer.echo(f"Within the {row.budget} of {row.amount:,.0f}{done_by(row)}: {_chance(answer, row):.0%}.")


def done_by(row: Asked) -> str:
    if row.by is None:
        return ""
    return f" and done by {day_text(row.by) if isinstance(row.by, date) else f'day {row.by:g}'}"


def _chance(answer: Forecast, row: Asked) -> float:
    assert answer.cost is not None
    return answer.cost.joint(day=row.day, cost=row.amount)
