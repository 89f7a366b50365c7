"""`pilothouse assemble`: the team of least cost, without server or database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.workbench.cli.options import AsJson

app = typer.Typer()


@app.command()
def assemble(
    file: Annotated[Path, typer.Argument(help="People, needs by month and conditions in TOML.")],
    front: Annotated[
        bool, typer.Option("--front", help="Show cheaper teams that cover less as well.")
    ] = False,
    gap: Annotated[
        float, typer.Option(help="How far above the least cost is near enough, such as 0.02.", min=0, max=1)
    ] = 0.0,
    seconds: Annotated[float, typer.Option(help="Search no longer than this.", min=0.1, max=86_400)] = 20.0,
    reasons: Annotated[bool, typer.Option(help="Say for each person who would come in instead.")] = True,
    as_json: AsJson = False,
) -> None:
    """Choose the team of least cost that covers all needs of FILE, or say which needs no team can meet."""
    from pilothouse.workbench.staffing.assemble import run

    run(file, front=front, gap=gap, seconds=seconds, reasons=reasons, as_json=as_json)
