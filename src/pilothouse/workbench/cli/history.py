"""`pilothouse backtest` and `pilothouse outlook`: do dates hold, and when will so much be done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

WorkspaceHistory = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="CSV with weekly counts or dates of completion; the workspace's own history without one.",
    ),
]
HistoryPath = Annotated[
    Path,
    typer.Argument(help="CSV with id, week and count; or one row per item with a date of completion."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
Read = Annotated[
    list[str] | None,
    typer.Option(
        "--read",
        metavar="[COLUMN=]WORD",
        help="How a column of dates is read where the file leaves it open, or all: day-first or month-first.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Day up to which FILE is complete: quiet weeks before it count. [default: its newest date]",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Priors = Annotated[
    Path | None, typer.Option("--priors", help="File of priors made by --refit; the shipped one otherwise.")
]


@app.command()
def backtest(
    file: HistoryPath,
    every: Annotated[int, typer.Option(help="Weeks between origins.", min=1, max=52)] = 4,
    seed: Seed = 0,
    priors: Priors = None,
    refit: Annotated[
        Path | None, typer.Option(help="Fit the priors on these projects and write them to this file.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Draw stated against held chances into this PNG file.")
    ] = None,
    read: Read = None,
    dates: Annotated[
        bool,
        typer.Option(
            "--dates", help="FILE has estimated dates instead: project, made_on, estimate and actual."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Forecast the past of every project in FILE from many moments, and report how often dates held.

    Peers in the same run: weeks resampled from the last 10, 20 and 30, and a straight line at the mean of the
    last 20 weeks. With --dates: how often estimated dates of projects held, beside those that the record of
    the projects before them gives.
    """
    if dates:
        from pilothouse.workbench.history.dates import run as look_back

        look_back(file, seed=seed, as_json=as_json)
        return
    from pilothouse.workbench.history.backtest import run

    run(
        file,
        every=every,
        seed=seed,
        priors=priors,
        refit=refit,
        chart=chart,
        words=read or [],
        as_json=as_json,
    )


@app.command()
def outlook(
    file: WorkspaceHistory = None,
    project: Annotated[
        str, typer.Option(help="Which project of FILE, or key of the product; needed when there are several.")
    ] = "",
    workspace: Annotated[str | None, typer.Option(help="Slug of the workspace, without FILE.")] = None,
    items: Annotated[list[int] | None, typer.Option(help="When are so many items done? Repeatable.")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="How many items by this date, or in this many weeks? Repeatable.")
    ] = None,
    seed: Seed = 0,
    priors: Priors = None,
    read: Read = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say when ITEMS are done and how many are done BY a date, from weekly counts alone."""
    from pilothouse.workbench.history.outlook import run

    run(
        file,
        project=project,
        workspace=workspace,
        items=items,
        by=by,
        seed=seed,
        priors=priors,
        words=read or [],
        as_of=as_of,
        as_json=as_json,
    )
