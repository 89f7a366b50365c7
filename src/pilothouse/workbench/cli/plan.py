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
    draws: Annotated[int, typer.Option(help="How many simulations.", min=100, max=1_000_000)] = 10_000,
    seed: Seed = 7,
    passes: Passes = None,
    policy: Annotated[
        str,
        typer.Option(
            help="fixed: people keep the order of the plan. dynamic: who does what next is decided in every "
            "simulation. both: one beside the other."
        ),
    ] = "fixed",
    drift: Annotated[
        float,
        typer.Option(help="Spread of a week's step of the team's pace, such as 0.11.", min=0, max=0.99),
    ] = 0.0,
    until: Annotated[
        float | None, typer.Option(help="Stop once p50 and p85 are known to so many days.", min=0.001)
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="Chance that the plan costs no more than this.", min=0)
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Date by which all is to be done as well, within each budget.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan FILE and simulate it (Monte Carlo): dates as ranges, chances of deadlines and budgets, risks."""
    from pilothouse.workbench.plan.forecast import How, run

    run(file, How(draws, seed, passes, policy, drift, until, budget, by), as_json=as_json)
