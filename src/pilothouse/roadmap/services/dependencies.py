"""What waits for what."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.rows import find, ref, titled


@transaction.atomic
def add_dependency(
    *, actor: Actor, now: datetime, predecessor: str, successor: str, kind: str = "FS", lag_days: float = 0.0
) -> int:
    """Let item `successor` wait for item `predecessor` (keys); returns the dependency's number.

    Raises `Invalid` naming the circle when there would be one, `Conflict` when the two depend already.
    """
    actor.require(Role.EDITOR)
    before, after = find(actor, predecessor), find(actor, successor)
    structure.check_dependency(actor.workspace_id, before, after, kind, lag_days)
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
        title=titled(after),
        changes={"waits for": [None, _told(row)]},
    )
    return row.pk


@transaction.atomic
def change_dependency(
    *, actor: Actor, now: datetime, id: int, kind: str | None = None, lag_days: float | None = None
) -> None:
    """Another type or lag for a dependency; what is None stays. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    before = _told(row)
    row.kind = row.kind if kind is None else kind
    row.lag_days = row.lag_days if lag_days is None else lag_days
    structure.check_timing(row.kind, row.lag_days)
    if _told(row) == before:
        return
    row.save(update_fields=["kind", "lag_days"])
    journal.record(
        actor=actor,
        now=now,
        verb="item.dependency_changed",
        subject=ref(row.successor),
        title=titled(row.successor),
        changes={"waits for": [before, _told(row)]},
    )


@transaction.atomic
def remove_dependency(*, actor: Actor, now: datetime, id: int) -> None:
    """Let the two items of a dependency go their own ways."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    told, after = _told(row), row.successor
    row.delete()
    journal.record(
        actor=actor,
        now=now,
        verb="item.dependency_removed",
        subject=ref(after),
        title=titled(after),
        changes={"waits for": [told, None]},
    )


def _find(actor: Actor, id: int) -> models.Dependency:
    return rows.find(models.Dependency, actor, id, "dependency")


def _told(row: models.Dependency) -> str:
    return f"{titled(row.predecessor)} ({row.kind} {row.lag_days:+g})"
