"""`pilothouse study`: what a usability test or a sample shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def study(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="CSV with a row for each participant and task: participant, task, outcome (completed, "
            "helped or failed) and seconds; q1 to q10 are answers of the System Usability Scale."
        ),
    ] = None,
    people: Annotated[
        int | None, typer.Option("--people", help="What this many people can show, before anyone is asked.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Completion, time and usability score of a test, each with its 90 % interval and how many it is of."""
    from pilothouse.workbench.research.study import run

    run(file, people=people, as_json=as_json)
