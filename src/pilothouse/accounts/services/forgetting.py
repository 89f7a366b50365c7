"""What members were told of long ago goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pilothouse.accounts import models
from pilothouse.kit.actor import Actor, Role

KEEP_DONE = timedelta(days=90)
KEEP = timedelta(days=365)


@transaction.atomic
def forget_notifications(*, actor: Actor, now: datetime) -> int:
    """Forget notifications of the workspace that were done 90 days ago, or came a year ago; returns how many.
    The record keeps what they told of. For owners."""
    actor.require(Role.OWNER)
    over = Q(done_at__lt=now - KEEP_DONE) | Q(at__lt=now - KEEP)
    return models.Notification.objects.filter(over, workspace_id=actor.workspace_id).delete()[0]
