"""Bringing back what was removed, from what the journal kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.vision import models
from pilothouse.vision.services.restoring_blueprints import restore_blueprint

_PLAIN: dict[str, type[Any]] = {
    "product.removed": models.Product,
    "objective.removed": models.Objective,
    "key_result.removed": models.KeyResult,
    "persona.removed": models.Persona,
}


def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back the product, objective, key result, persona, blueprint or design review whose removal is
    journalled as `entry_id`.

    A blueprint comes back with its texts, its statements and what was traced to them, a review with its
    questions. Raises `Conflict` when what it belonged to is gone, or something stands in its place.
    """
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb == "blueprint.removed":
        return restore_blueprint(actor=actor, now=now, entry=entry)
    with transaction.atomic():
        if entry.verb in _PLAIN:
            return _row(_PLAIN[entry.verb], actor, now, entry)[1]
        if entry.verb == "design_review.removed":
            return _design_review(actor, now, entry)
    raise NotFound("This cannot be restored.", cure="Enter it again by hand.")


def _row(table: type[Any], actor: Actor, now: datetime, entry: Entry) -> tuple[Any, Restored]:
    verb = entry.verb.replace(".removed", ".restored")
    return rows.restore(table=table, actor=actor, now=now, entry=entry, verb=verb)


def _design_review(actor: Actor, now: datetime, entry: Entry) -> Restored:
    row, found = _row(models.DesignReview, actor, now, entry)
    models.Check.objects.bulk_create(
        models.Check(workspace_id=actor.workspace_id, review=row, part=part, question=question)
        for part, question in entry.changes.get("questions", [[]])[0]
    )
    return found
