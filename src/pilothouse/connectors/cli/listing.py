"""`pilothouse imports`: the list, and taking one back."""

from __future__ import annotations

from dataclasses import asdict

import typer

from pilothouse.accounts.queries import shell_actor
from pilothouse.connectors import queries, services
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit import clock
from pilothouse.kit.shell import print_json


def listed(workspace: str | None, *, as_json: bool) -> None:
    """Print the newest two hundred imports."""
    found = queries.imports_page(actor=shell_actor(workspace), size=200).rows
    if as_json:
        print_json([asdict(row) for row in found])
        return
    for row in found:
        made = noun(row.noun).counted(row.counts.get("created", 0))
        typer.echo(
            f"{row.number:4}  {row.created_at:%Y-%m-%d %H:%M}  {row.state:8}  {made:>13}  {row.file_name}"
        )


def undone(workspace: str | None, number: int, *, force: bool) -> None:
    """Take an import back and say how much went."""
    actor = shell_actor(workspace)
    kind = noun(queries.import_run(actor=actor, number=number).noun)
    gone = services.undo_import(actor=actor, now=clock.now(), number=number, force=force)
    typer.echo(f"Import {number} undone: {kind.counted(gone.removed)} removed, {gone.restored:,} restored.")
