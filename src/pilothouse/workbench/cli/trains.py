"""`pilothouse trains`: dates that are fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def trains(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, one row for each plan: item, at (the train being loaded then), planned (its train); "
            "arrived, stage, confirmed where known.",
        ),
    ],
    order: Annotated[
        str | None,
        typer.Option(
            "--trains",
            help="All trains in their order, separated by commas. [default: by number in the name]",
        ),
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="The train that leaves next. [default: the last one in column at]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Chance of each item to make the release train it is planned for, and else the next or the one after."""
    from pilothouse.workbench.trains.trains import run

    run(file, trains=order, now=now, as_json=as_json)
