"""`pilothouse exposure`, `respond`, `ledger` and `slips`: risks, without server or database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.workbench.cli.options import (
    AsJson,
    Draws,
    Drift,
    KeptBudget,
    KeptBy,
    Passes,
    PlanPath,
    Seed,
    Until,
)

app = typer.Typer()


@app.command()
def exposure(
    file: PlanPath,
    draws: Draws = 10_000,
    seed: Seed = 7,
    passes: Passes = None,
    drift: Drift = 0.0,
    until: Until = None,
    budget: KeptBudget = None,
    by: KeptBy = None,
    as_json: AsJson = False,
) -> None:
    """What each risk of plan FILE costs: days, chance of each date, money, and all risks together."""
    from pilothouse.workbench.plan.exposure import run
    from pilothouse.workbench.plan.how import How

    run(file, How(draws, seed, passes, drift, until, budget, by), as_json=as_json)


@app.command()
def respond(
    file: PlanPath,
    budget: Annotated[
        float | None, typer.Option(help="Money for responses. [default: as much as they cost]", min=0)
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            help="p85: the earliest date that holds in 85 %. cost: the least of work, delay and responses. "
            "chance: the largest chance of a date."
        ),
    ] = "p85",
    release: Annotated[
        str | None, typer.Option(help="Id of the release whose date it is about; the whole plan without.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Date whose chance counts.")] = None,
    days: Annotated[
        list[str] | None,
        typer.Option(metavar="SKILL=N", help="At most N person-days of a skill for responses. Repeatable."),
    ] = None,
    seed: Seed = 7,
    passes: Passes = None,
    drift: Drift = 0.0,
    as_json: AsJson = False,
) -> None:
    """Choose the responses to the risks of plan FILE that are worth their price, and plan their work."""
    from pilothouse.workbench.plan.respond import run
    from pilothouse.workbench.plan.wanted import Wanted

    run(file, Wanted(budget, objective, release, by, tuple(days or ()), seed, passes, drift), as_json=as_json)


@app.command()
def ledger(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with person, stated (0.3 or 30 %) and came (yes, no, or empty while it is open)."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Score the probabilities that people stated in FILE by what came, and say what they turned out to be."""
    from pilothouse.workbench.risk.ledger import run

    run(file, as_json=as_json)


@app.command()
def slips(
    file: Annotated[
        Path,
        typer.Argument(
            help="Export of a tracker: one row per item, with dates of creation and completion. Or one row "
            "for each announced date: release, announced (when), date; came, once it has."
        ),
    ],
    every: Annotated[int, typer.Option(help="Days between the moments looked back on.", min=7, max=366)] = 90,
    seed: Seed = 0,
    read: Annotated[
        list[str] | None,
        typer.Option(
            "--read",
            metavar="[COLUMN=]WORD",
            help="How a column of dates is read where the file leaves it open: day-first or month-first.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Which slips the history in FILE lets predict, how well, and which open items to look at.

    Asked of items, as far as the columns allow: not done at the end of its sprint, worked on and still open
    90 days later, open for more than 30 days, done after its due date, more than 1.25 times its estimate.
    Every moment is judged by what was known then. Of announced dates: how far they move, and the dates to
    expect (p50, p85, p95) for those still ahead.
    """
    from pilothouse.workbench.trains import slips as announced

    if announced.is_announced(file):
        announced.run(file, as_json=as_json)
        return
    from pilothouse.workbench.risk.slips import run

    run(file, every=every, seed=seed, words=read or [], as_json=as_json)
