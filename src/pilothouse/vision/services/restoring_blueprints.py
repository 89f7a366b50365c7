"""Bringing back a blueprint with its texts, its statements and what was traced to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.vision import models, planning
from pilothouse.vision.services.blueprints import REVISED
from pilothouse.vision.services.statements import restate


def restore_blueprint(*, actor: Actor, now: datetime, entry: Entry) -> Restored:
    """Bring back a blueprint whose removal is `entry`. For editors."""
    actor.require(Role.EDITOR)
    texts = [
        {name: each.changes[name][0] for name in REVISED}
        for each in journal.batch(actor=actor, batch=entry.batch)
        if each.verb == "blueprint.text_kept"
    ]
    newest = max(texts, key=lambda text: text["number"])
    said = planning.said(
        text=newest["text"], title=newest["title"]
    )  # before the transaction locks others out
    with transaction.atomic():
        row, found = rows.restore(
            table=models.Blueprint, actor=actor, now=now, entry=entry, verb="blueprint.restored"
        )
        for text in texts:
            models.Revision.objects.create(workspace_id=actor.workspace_id, blueprint=row, **text)
        restate(row, said)
        _traces(actor, row, entry)
    return found


def _traces(actor: Actor, row: models.Blueprint, entry: Entry) -> None:
    """Bring back what was traced to its statements."""
    statements = dict(row.statements.values_list("key", "pk"))
    traces = [trace for trace in entry.changes.get("traces", [[]])[0] if trace[0] in statements]
    for key, subject, checked, text, at, by in traces:
        models.Trace.objects.create(
            statement_id=statements[key],
            subject=subject,
            checked=checked,
            checked_text=text,
            checked_at=at,
            checked_by=by,
            workspace_id=actor.workspace_id,
        )
