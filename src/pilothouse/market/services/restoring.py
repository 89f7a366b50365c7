"""Restoring what was removed, from what the record kept of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Restored
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.market.services.companies import restore_company
from pilothouse.market.services.feedback import restore_feedback
from pilothouse.market.services.support import restore_problem


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back the company, feedback or support problem whose removal is recorded as `entry_id`.

    Raises `Conflict`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb == "company.removed":
        return restore_company(actor=actor, now=now, entry=entry)
    if entry.verb == "feedback.removed":
        return restore_feedback(actor=actor, now=now, entry=entry)
    if entry.verb == "support_problem.removed":
        return restore_problem(actor=actor, now=now, entry=entry)
    raise NotFound("This cannot be restored.", cure="Enter it again by hand.")
