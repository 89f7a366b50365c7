"""What waits for what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import Item, edge_version, edge_words
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.rows import bump, find, ref, titled


@transaction.atomic
def add_dependency(
    *,
    actor: Actor,
    now: datetime,
    predecessor: str,
    successor: str,
    kind: str = "FS",
    lag_days: float = 0.0,
    batch: str = "",
) -> int:
    """Let item `successor` wait for item `predecessor` (keys); returns the dependency's number. `undo_batch`
    takes `batch` back.

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
        changes={"waits for": [None, _told(row)], "edge": [None, edge(row)]},
        batch=batch or sortable_id(now),
    )
    return row.pk


@transaction.atomic
def wait_for(
    *, actor: Actor, now: datetime, key: str, version: int | None, predecessors: Sequence[str]
) -> Item:
    """Let an item wait for exactly the items with these keys; dependencies that are there stay as they are.

    Raises `Stale` when `version` is not the item's, `Invalid` naming a circle, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row, batch = find(actor, key), sortable_id(now)
    bump(row, version)
    present = {each.predecessor.key: each.pk for each in row.waits_for.select_related("predecessor")}
    for gone in present.keys() - set(predecessors):
        remove_dependency(actor=actor, now=now, id=present[gone], batch=batch)
    for new in dict.fromkeys(predecessors):
        if new not in present:
            add_dependency(actor=actor, now=now, predecessor=new, successor=key, batch=batch)
    return queries.item(actor=actor, key=key)


@transaction.atomic
def change_dependency(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None = None,
    kind: str | None = None,
    lag_days: float | None = None,
    batch: str = "",
) -> None:
    """Another type or lag for a dependency; what is None stays. `version` is that of the type and lag seen.
    `undo_batch` takes `batch` back.

    Raises `Stale` when it has others by now, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    before, old, stored = _told(row), edge(row), edge_version(row.kind, row.lag_days)
    if version not in (None, stored):
        seen: versions.Changes = {
            "kind": [row.kind, kind or row.kind],
            "lag": [row.lag_days, lag_days or row.lag_days],
        }
        raise versions.stale(row, version or 0, stored, seen)
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
        changes={"waits for": [before, _told(row)], "edge": [old, edge(row)]},
        batch=batch or sortable_id(now),
    )


@transaction.atomic
def remove_dependency(*, actor: Actor, now: datetime, id: int, batch: str = "") -> int:
    """Let the two items of a dependency go their own ways; returns the entry that restores it. `undo_batch`
    takes `batch` back."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    told, after, old = _told(row), row.successor, edge(row)
    row.delete()
    return journal.record(
        actor=actor,
        now=now,
        verb="item.dependency_removed",
        subject=ref(after),
        title=titled(after),
        changes={"waits for": [told, None], "edge": [old, None]},
        batch=batch,
    )


def edge(row: models.Dependency) -> list[int | str | float]:
    """A dependency as the record keeps it: number of the predecessor, type, lag."""
    return [row.predecessor_id, row.kind, row.lag_days]


def _find(actor: Actor, id: int) -> models.Dependency:
    return rows.find(models.Dependency, actor, id, "dependency")


def _told(row: models.Dependency) -> str:
    return f"{titled(row.predecessor)} ({edge_words(row.kind, row.lag_days)})"
