"""What members decide about what they hear: watching things, and marking notifications done.

Both concern the member alone, so that every role may, and the record does not tell of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pilothouse.accounts import contracts, models, queries
from pilothouse.accounts.services.shared import own
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject


@transaction.atomic
def watch(*, actor: Actor, now: datetime, about: Ref, on: bool) -> contracts.Watching:
    """Hear of changes of a thing, or no more: what was switched off is not switched on again by itself, and
    only mentions come through. Raises `NotFound` for a thing that is not there."""
    mine = own(actor)
    subject(actor=actor, ref=about)
    models.Watch.objects.update_or_create(
        workspace_id=actor.workspace_id, user_id=mine, subject=str(about), defaults={"on": on}
    )
    return queries.watching(actor=actor, about=about)


@transaction.atomic
def finish_notification(*, actor: Actor, now: datetime, id: int, done: bool = True) -> contracts.Notification:
    """Mark one of the actor's notifications done, or let it wait again. Raises `NotFound`."""
    mine = own(actor)
    queries.notification_of(actor=actor, id=id)
    rows = models.Notification.objects.filter(pk=id, user_id=mine, done_at__isnull=done)
    rows.update(done_at=now if done else None)
    return queries.notification_of(actor=actor, id=id)


@transaction.atomic
def finish_notifications(*, actor: Actor, now: datetime, reason: str = "") -> contracts.Finished:
    """Mark all of the actor's notifications done, or those of one reason; those that come later wait."""
    mine = own(actor)
    rows = models.Notification.objects.filter(workspace_id=actor.workspace_id, user_id=mine, done_at=None)
    return contracts.Finished((rows.filter(reason=reason) if reason else rows).update(done_at=now))


def begin_watching(actor: Actor, pairs: Iterable[tuple[str, int]]) -> None:
    """Things and members who hear of them from now on, unless they switched it off."""
    models.Watch.objects.bulk_create(
        (
            models.Watch(workspace_id=actor.workspace_id, user_id=user_id, subject=subject)
            for subject, user_id in sorted(set(pairs))
        ),
        ignore_conflicts=True,
    )
