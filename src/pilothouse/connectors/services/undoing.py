"""Taking a whole import back: a small one at once, a large one in parts, by a job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.connectors import models
from pilothouse.connectors.contracts import Undone
from pilothouse.connectors.services.rows import import_ref
from pilothouse.connectors.services.undoable import find_undoable
from pilothouse.connectors.tables.finding import noun
from pilothouse.engine.garbage import rarely_collected
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.tables.nouns import Told, untold


@transaction.atomic
def undo_import(
    *, actor: Actor, now: datetime, number: int, force: bool = False, keep: bool = False
) -> Undone:
    """Take a whole import back at once: the rows that it made, and the values it changed.

    What was edited since is lost with `force` and stays with `keep`. Raises `Conflict` for an import that did
    not run, or whose rows were edited since where neither is given.
    """
    actor.require(Role.EDITOR)
    row = find_undoable(actor, number)
    return _finish(
        actor, now, row, noun(row.noun).undo(actor=actor, now=now, batch=row.batch, force=force, keep=keep)
    )


@rarely_collected
def perform_undo(
    *,
    actor: Actor,
    now: datetime,
    number: int,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> Undone:
    """Take an import of many rows back, in parts that others can write between; `undo_import` else.

    It may be repeated after a crash, or when it was stopped: meanwhile the import is `undoing`. Where it ends
    before anything was written, the import is what it was before.
    """
    actor.require(Role.EDITOR)
    row = find_undoable(actor, number, by_job=True)
    before, wrote = row.state, row.state == "undoing"

    def told(text: str, done: int, of: int) -> None:
        nonlocal wrote
        wrote = wrote or done > 0
        step(text, done, of)

    mine = models.ImportRun.objects.filter(pk=row.pk)
    mine.update(state="undoing")
    try:
        undone = noun(row.noun).undo(actor=actor, now=now, batch=row.batch, force=force, keep=keep, step=told)
    except Exception:
        if not wrote:
            mine.update(state=before)
        raise
    return _finish(actor, now, row, undone)


@transaction.atomic
def _finish(actor: Actor, now: datetime, row: models.ImportRun, undone: Undone) -> Undone:
    # Another start of the same file is another batch, so that it can be undone by itself.
    fresh = {"state": "undone", "finished_at": now, "batch": sortable_id(now)}
    models.ImportRun.objects.filter(pk=row.pk).update(**fresh)
    journal.record(
        actor=actor,
        now=now,
        verb="import.undone",
        subject=import_ref(row),
        title=row.file_name,
        changes={name: [None, getattr(undone, name)] for name in ("removed", "restored", "people")},
    )
    return undone
