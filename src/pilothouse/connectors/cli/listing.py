"""`pilothouse imports`: the list, and taking one back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from pilothouse.accounts.queries import shell_actor
from pilothouse.connectors import queries, services
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit import clock
from pilothouse.kit.shell import print_json
from pilothouse.kit.tables.nouns import Told


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


def undone(workspace: str | None, number: int, *, force: bool, keep: bool) -> None:
    """Take an import back, saying how far it is when it is a large one, and say how much went."""
    actor = shell_actor(workspace)
    run = queries.import_run(actor=actor, number=number)
    kind = noun(run.noun)
    wanted: dict[str, Any] = {"actor": actor, "number": number, "force": force, "keep": keep}
    if services.undo_is_long(run):
        services.require_undoable(**wanted)
        gone = services.perform_undo(**wanted, now=clock.now(), step=_told())
    else:
        gone = services.undo_import(**wanted, now=clock.now())
    typer.echo(f"Import {number} undone: {kind.counted(gone.removed)} removed, {gone.restored:,} restored.")
    if gone.kept:
        typer.echo(f"  {kind.counted(gone.kept)} edited since kept.")


def _told() -> Told:
    """Says how far long work is, a line for each tenth."""
    last = ("", -1)

    def step(text: str, done: int, of: int) -> None:
        nonlocal last
        if of and (text, 10 * done // of) != last:
            last = (text, 10 * done // of)
            typer.echo(f"{text}: {done:,} of {of:,}", err=True)

    return step
