"""Bringing back comments, files and links, from what the record kept of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.accounts import models
from pilothouse.accounts.services.comments import restore_comment
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back the comment, file or link whose removal is recorded as `entry_id`.

    Raises `Conflict` when it is there again, `Forbidden` for a comment of another, `NotFound` when what it
    belonged to is gone.
    """
    actor.require(Role.EDITOR)
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb == "comment.removed":
        restore_comment(actor=actor, now=now, entry_id=entry_id)
        return Restored(entry.subject, f"The comment on {entry.title}")
    if entry.verb == "attachment.removed" and "subject" in entry.changes:
        subject(actor=actor, ref=Ref.parse(entry.changes["subject"][0]))
        _, found = rows.restore(
            table=models.Attachment, actor=actor, now=now, entry=entry, verb="attachment.restored"
        )
        return found
    raise NotFound("This cannot be restored.", cure="Enter it again by hand.")
