"""Tokens end: one with all that were made with it, or all of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from pilothouse.accounts import models
from pilothouse.accounts.services.shared import ref
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor


def end_tokens(*, actor: Actor, now: datetime, rows: QuerySet[models.ApiToken]) -> int:
    """Revoke those of `rows` that are not, each with its children and theirs; one entry in the record each.
    Returns how many ended. Call it in a transaction."""
    waiting = list(rows.filter(revoked_at=None).select_for_update())
    ended: dict[int, models.ApiToken] = {}
    while waiting:
        ended |= {row.pk: row for row in waiting}
        below = models.ApiToken.objects.filter(parent__in=[row.pk for row in waiting], revoked_at=None)
        waiting = list(below.exclude(pk__in=list(ended)).select_for_update())
    models.ApiToken.objects.filter(pk__in=list(ended)).update(revoked_at=now)
    for row in ended.values():
        journal.record(
            actor=actor, now=now, verb="token.revoked", subject=ref("token", row.pk), title=row.name
        )
    return len(ended)


def end_tokens_everywhere(*, actor: Actor, now: datetime, user_id: int) -> int:
    """Revoke every token of a person, told in the record of each workspace that it belonged to."""
    many = 0
    for held in models.Workspace.objects.filter(tokens__user_id=user_id).distinct():
        there = replace(actor, workspace_id=held.pk, workspace_slug=held.slug)
        rows = models.ApiToken.objects.filter(user_id=user_id, workspace_id=held.pk)
        many += end_tokens(actor=there, now=now, rows=rows)
    return many
