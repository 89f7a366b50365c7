"""`pilothouse schedule` and `pilothouse forecast`: the engine from the shell, without server or database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

PlanPath = Annotated[
    Path, typer.Argument(help="A plan in TOML, or a benchmark: .sm, .mm, .rcp, .dzn.", metavar="FILE")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
Passes = Annotated[
    int | None, typer.Option(help="How many schedules to try. [default: by size]", min=1, max=10_000_000)
]
Seconds = Annotated[
    float | None,
    typer.Option(
        help="Search and prove for so long. The answer then depends on the machine.", min=0.01, max=86_400
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def schedule(
    file: PlanPath, seed: Seed = 0, passes: Passes = None, seconds: Seconds = None, as_json: AsJson = False
) -> None:
    """Plan FILE: who does what when, and why not earlier. Exit code 2 says what is wrong with the file."""
    from pilothouse.workbench.plan.schedule import run

    run(file, seed=seed, passes=passes, seconds=seconds, as_json=as_json)


@app.command()
def forecast(
    file: PlanPath,
    draws: Annotated[int, typer.Option(help="How many futures.", min=100, max=1_000_000)] = 10_000,
    seed: Seed = 7,
    passes: Passes = None,
    as_json: AsJson = False,
) -> None:
    """Plan FILE and simulate it: dates as ranges, and the chance of each deadline."""
    from pilothouse.workbench.plan.forecast import run

    run(file, draws=draws, seed=seed, passes=passes, as_json=as_json)
