"""The advice on responses in words: which are chosen, what each is worth, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from pilothouse.engine.risk.advice import Advice, Weighed, Why
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.workbench.plan.advised_plan import show_ends, show_work
from pilothouse.workbench.plan.reading import Work
from pilothouse.workbench.printing import short, table

_WHY: Mapping[Why, str] = {
    "chosen": "chosen",
    "accepted": "the risk is accepted",
    "budget": "the budget does not suffice for it as well",
    "days": "too few days of {short} are left",
    "no gain": "gains nothing",
    "unsure": "gains too little to stand out from chance",
    "worse": "its price is more than it saves",
}


def show(advice: Advice, work: Work, anew: PlanDates | None) -> None:
    typer.echo(f"{work.title}\n")
    unit = {"p85": "Days at p85", "cost": "Money", "chance": "Chance"}[advice.objective]
    titles = {event.id: event.title for event in work.risks}
    table(
        ("Response", "Risk", "Kind", "Cost", "Days", unit, "± (95 %)", "Why"),
        [_row(row, titles, advice) for row in advice.responses],
    )
    taken, offered = len(advice.chosen), sum(row.why != "accepted" for row in advice.responses)
    within = "" if advice.budget is None else f" of {advice.budget:,.0f}"
    typer.echo(f"\nChosen: {taken} of {offered}, for {advice.spent:,.0f}{within}.")
    if advice.budget == 0:
        typer.echo("Nothing may be spent: only responses that cost no money compete.")
    if not taken:
        typer.echo("Nothing to do is better than any of them here.")
        return
    typer.echo(f"Gain: {_amount(advice.gain, advice)} ± {_amount(1.96 * advice.error, advice)}; ", nl=False)
    typer.echo(f"the largest risks first would gain {_amount(advice.by_eye, advice)}.")
    show_ends(advice, work, anew)
    show_work(advice, anew)


def _row(row: Weighed, titles: Mapping[str, str], advice: Advice) -> tuple[str, ...]:
    return (
        short(row.title, 32),
        short(", ".join(titles[name] for name in row.risks), 32),
        row.kind,
        f"{row.cost:,.0f}",
        f"{row.days:.1f}",
        _amount(row.gain, advice),
        _amount(1.96 * row.error, advice),
        _WHY[row.why].format(short=row.short),
    )


def _amount(value: float, advice: Advice) -> str:
    if advice.objective == "chance":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if advice.objective == "cost" else f"{value:.2f}"
