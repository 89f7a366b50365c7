"""Taking a whole import back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.connectors import models
from pilothouse.connectors.contracts import Undone
from pilothouse.connectors.services.rows import find, import_ref, require_idle
from pilothouse.connectors.tables.finding import noun
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.ids import sortable_id


@transaction.atomic
def undo_import(*, actor: Actor, now: datetime, number: int, force: bool = False) -> Undone:
    """Take a whole import back: the rows that it made, and the values it changed.

    Raises `Conflict` for an import that did not run, or whose rows were changed since, unless `force`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state not in ("done", "failed"):
        raise Conflict(f"Import {number} is {row.state}.", cure="Only a finished import can be undone.")
    if row.state == "failed":
        require_idle(actor, row)
    undone = noun(row.noun).undo(actor=actor, now=now, batch=row.batch, force=force)
    row.state, row.finished_at = "undone", now
    row.save()
    journal.record(
        actor=actor,
        now=now,
        verb="import.undone",
        subject=import_ref(row),
        title=row.file_name,
        changes={name: [None, getattr(undone, name)] for name in ("removed", "restored", "people")},
    )
    # Another start of the same file is another batch, so that it can be undone by itself.
    models.ImportRun.objects.filter(pk=row.pk).update(batch=sortable_id(now))
    return undone
