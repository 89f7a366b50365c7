"""What people's stated probabilities turned out to be, in words."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from pilothouse.engine.risk.ledger import LEAST, Ledger, Map
from pilothouse.workbench.printing import short, table

_PEOPLE = 20  # in the text; JSON has all
_TOLD: Mapping[Map, str] = {
    "as stated": "No correction was better on statements that it had not seen: they count as stated.",
    "one map": "One correction for all is better on statements that it had not seen.",
    "by person": "A correction for each person is better on statements that it had not seen.",
}


def show(found: Ledger, waiting: int) -> None:
    typer.echo(f"{found.statements} statements are resolved, {waiting} are open.\n")
    table(
        ("Person", "Statements", "Stated", "Came", "Brier", "20 % means", "50 % means"),
        [
            (
                short(row.person) or "All",
                str(row.statements),
                f"{row.stated:.0%}",
                f"{row.came:.0%}",
                f"{row.brier:.3f}",
                f"{found.corrected(0.2, row.person):.0%}",
                f"{found.corrected(0.5, row.person):.0%}",
            )
            for row in (found.overall, *found.people[:_PEOPLE])
        ],
    )
    typer.echo("")
    table(
        ("Stated", "Statements", "Mean stated", "Came"),
        [
            (f"{row.low:.0%} to {row.high:.0%}", str(row.statements), f"{row.stated:.0%}", f"{row.came:.0%}")
            for row in found.held
        ],
    )
    if found.statements < LEAST:
        typer.echo(f"\nFrom {LEAST} statements on a correction is tried.")
    else:
        typer.echo(f"\n{_TOLD[found.map]}")
