"""`pilothouse assemble` and `ownership`: teams and who knows what, without server or database."""

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


@app.command()
def ownership(
    source: Annotated[
        Path, typer.Argument(metavar="REPO|LOG", help="Folder of a git repository, or a log of one.")
    ] = Path(),
    files: Annotated[
        Path | None,
        typer.Option(help="List of the files that count, one path a line. [default: all there are]"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only commits since this date, such as 2026-01-01.")
    ] = None,
    seconds: Annotated[
        float, typer.Option(help="Wait for git no longer than this.", min=0.1, max=86_400)
    ] = 120.0,
    as_json: AsJson = False,
) -> None:
    """Authors of each file, truck factor, and files that only one person knows, from a history."""
    from pilothouse.workbench.staffing.ownership import run

    run(source, listed=files, since=since, seconds=seconds, as_json=as_json)
