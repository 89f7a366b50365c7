"""What members were told of long ago goes, and so do tokens and invitations that ended long ago."""

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


@transaction.atomic
def forget_ended(*, actor: Actor, now: datetime) -> int:
    """Forget tokens and invitations of the workspace that ended a year ago: revoked, answered, or run out;
    returns how many. The record keeps who made and ended them. For owners."""
    actor.require(Role.OWNER)
    before = now - KEEP
    over = Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    tokens = models.ApiToken.objects.filter(over, workspace_id=actor.workspace_id)
    answered = over | Q(accepted_at__lt=before)
    invitations = models.Invitation.objects.filter(answered, workspace_id=actor.workspace_id)
    return tokens.delete()[0] + invitations.delete()[0]
