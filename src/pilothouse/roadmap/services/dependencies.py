"""Ordering items."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.items import find, ref


@transaction.atomic
def add_dependency(
    *, actor: Actor, now: datetime, predecessor: str, successor: str, kind: str = "FS", lag_days: float = 0.0
) -> int:
    """Let item `successor` wait for item `predecessor` (keys); returns the dependency's number.

    Raises `Invalid` naming the circle when there would be one, `Conflict` when the two depend already.
    """
    actor.require(Role.EDITOR)
    before, after = find(actor, predecessor), find(actor, successor)
    rules.check_dependency(actor.workspace_id, before, after, kind, lag_days)
    if models.Dependency.objects.filter(predecessor=before, successor=after).exists():
        raise Conflict(
            f"{after.key} waits for {before.key} already.",
            where=after.key,
            cure="Remove that dependency first.",
        )
    row = models.Dependency.objects.create(
        workspace_id=actor.workspace_id, predecessor=before, successor=after, kind=kind, lag_days=lag_days
    )
    journal.record(
        actor=actor,
        now=now,
        verb="item.dependency_added",
        subject=ref(after),
        title=f"{after.key} {after.title}",
        changes={"waits for": [None, f"{before.key} {before.title} ({kind} {lag_days:+g})"]},
    )
    return row.pk


@transaction.atomic
def remove_dependency(*, actor: Actor, now: datetime, id: int) -> None:
    """Let the two items of a dependency go their own ways."""
    actor.require(Role.EDITOR)
    row = (
        models.Dependency.objects.select_related("predecessor", "successor")
        .filter(workspace_id=actor.workspace_id, pk=id)
        .first()
    )
    if row is None:
        raise NotFound("There is no such dependency.", cure="Reload the page.")
    before, after = row.predecessor, row.successor
    row.delete()
    journal.record(
        actor=actor,
        now=now,
        verb="item.dependency_removed",
        subject=ref(after),
        title=f"{after.key} {after.title}",
        changes={"waits for": [f"{before.key} {before.title} ({row.kind} {row.lag_days:+g})", None]},
    )
