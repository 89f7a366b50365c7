"""Files and links that were added: removed, and put back from a backup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pilothouse.accounts import models, queries
from pilothouse.accounts.services.attaching import NOUN
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role


@transaction.atomic
def remove_attachment(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a file or a link; returns the entry that restores it. The bytes stay in the store.

    Raises `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = rows.find(models.Attachment, actor, id, "file")
    return rows.remove(
        row=row, actor=actor, now=now, version=version, verb="attachment.removed", ref=NOUN, title=row.name
    )


def put_back(*, chunks: Iterable[bytes]) -> str:
    """Store the bytes of a file that a backup kept; returns their digest. Raises `Invalid` for what cannot be
    attached."""
    return queries.attachment_store().put(chunks).digest
