"""Options that commands of a plan share: what is read, searched, simulated and asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PlanPath = Annotated[
    Path, typer.Argument(help="A plan in TOML, or a benchmark: .sm, .mm, .rcp, .dzn, .def.", metavar="FILE")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.", min=0)]
Passes = Annotated[
    int | None, typer.Option(help="How many schedules to try. [default: by size]", min=1, max=10_000_000)
]
Draws = Annotated[int, typer.Option(help="How many simulations.", min=100, max=1_000_000)]
Drift = Annotated[
    float,
    typer.Option(help="Spread of a week's step of the team's pace, such as 0.11.", min=0, max=0.99),
]
Until = Annotated[
    float | None,
    typer.Option(help="Stop once the dates of the plan are known to so many days.", min=0.001),
]
KeptBudget = Annotated[
    float | None, typer.Option("--budget", help="Chance that the plan costs no more than this.", min=0)
]
KeptBy = Annotated[
    str | None,
    typer.Option("--by", help="Date by which all is to be done as well, within each budget."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
