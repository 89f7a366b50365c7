"""`pilothouse schedule` and `pilothouse forecast`: the engine from the shell, without server or database."""

from __future__ import annotations

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

Seconds = Annotated[
    float | None,
    typer.Option(
        help="Search and prove for so long. The answer then depends on the machine.", min=0.01, max=86_400
    ),
]


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
    draws: Draws = 10_000,
    seed: Seed = 7,
    passes: Passes = None,
    policy: Annotated[
        str,
        typer.Option(
            help="fixed: people keep the order of the plan. dynamic: who does what next is decided in every "
            "simulation. both: one beside the other."
        ),
    ] = "fixed",
    drift: Drift = 0.0,
    until: Until = None,
    budget: KeptBudget = None,
    by: KeptBy = None,
    as_json: AsJson = False,
) -> None:
    """Plan FILE and simulate it (Monte Carlo): dates as ranges, chances of deadlines and budgets, risks."""
    from pilothouse.workbench.plan.forecast import run
    from pilothouse.workbench.plan.how import How

    run(file, How(draws, seed, passes, drift, until, budget, by, policy), as_json=as_json)
