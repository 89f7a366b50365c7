"""Whether an import can be undone now, how long it takes, and what was edited since."""

from __future__ import annotations

from pilothouse.connectors import models
from pilothouse.connectors.contracts import ImportRun
from pilothouse.connectors.services.rows import find, require_idle
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.tables.nouns import EditedSince, changed_since

_AT_ONCE = 1000  # rows that an undo takes back within one request


def undo_is_long(run: ImportRun) -> bool:
    """Whether an import has too many rows to be undone while somebody waits for the answer."""
    counts = run.counts
    if run.state == "done":
        return counts.get("created", 0) + counts.get("updated", 0) > _AT_ONCE
    return run.state == "undoing" or counts.get("rows", _AT_ONCE + 1) > _AT_ONCE


def require_undoable(*, actor: Actor, number: int, force: bool = False, keep: bool = False) -> None:
    """Refuse an undo before its job begins, as `undo_import` would."""
    actor.require(Role.EDITOR)
    row = find_undoable(actor, number)
    kind = noun(row.noun)
    if not (force or keep) and (edited := kind.edits(actor=actor, batch=row.batch)):
        raise changed_since([each.title for each in edited], row.batch, one=kind.one, many=kind.many)


def find_undoable(actor: Actor, number: int, *, by_job: bool = False) -> models.ImportRun:
    """The import of that number, when it can be undone now. `by_job`: it is the import's job that asks."""
    row = find(actor, number)
    if row.state not in ("done", "failed", "undoing"):
        raise Conflict(f"Import {number} is {row.state}.", cure="Only a finished import can be undone.")
    if not by_job:
        require_idle(actor, row, of="connectors.undo" if row.state == "done" else "")
    others = models.ImportRun.objects.filter(workspace_id=row.workspace_id, state="undoing")
    half = others.exclude(pk=row.pk).values_list("number", flat=True).first()
    if half is not None:
        raise Conflict(f"Import {half} is being undone.", cure="Undo all of that one first.")
    return row


def edited_since(*, actor: Actor, number: int) -> tuple[EditedSince, ...]:
    """What of an import was edited since, newest first. Raises `NotFound`."""
    row = find(actor, number)
    return noun(row.noun).edits(actor=actor, batch=row.batch)
