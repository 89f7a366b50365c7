"""What the plan is like with the responses that are chosen, and who does their work."""

from __future__ import annotations

import typer

from pilothouse.engine.risk.advice import Advice, Outlook
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.workbench.plan.reading import Work
from pilothouse.workbench.plan.words import end, span, whole_end
from pilothouse.workbench.printing import short, table


def show_ends(advice: Advice, work: Work, anew: PlanDates | None) -> None:
    typer.echo("")
    rows = (("As it is", advice.before), ("With responses", advice.after), ("Replanned", advice.replanned))
    table(
        ("Plan", "p50", "p85", "Chance", "Cost"),
        [
            (
                name,
                whole_end(found.p50, work.dates),
                _end(advice, found, anew),
                "" if found.chance is None else f"{found.chance:.0%}",
                f"{found.money:,.0f}",
            )
            for name, found in rows
        ],
    )


def _end(advice: Advice, found: Outlook, anew: PlanDates | None) -> str:
    return whole_end(found.p85, anew) if advice.group is None else end(advice.group, found.aimed, anew)


def show_work(advice: Advice, anew: PlanDates | None) -> None:
    rows = advice.work
    if not rows:
        return
    names = {person.id: person.label for person in advice.problem.people}
    titles = {item.id: item.name for item in advice.problem.items}
    typer.echo("")
    table(
        ("Work of responses", "Start", "Finish", "Who"),
        [
            (short(titles[row.item]), *span(row, anew), ", ".join(names[name] for name in row.people))
            for row in rows
        ],
    )
