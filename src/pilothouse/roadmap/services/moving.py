"""Items that go to another product, with all their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Moving
from pilothouse.roadmap.services import rules, structure
from pilothouse.roadmap.services.rows import ref, titled
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product

VERB = "item.product_changed"
_MOST = 5_000
_FIELDS = ("product_id", "release_id", "parent_id")


@transaction.atomic
def move_to_product(
    *,
    actor: Actor,
    now: datetime,
    ids: Sequence[int],
    product_id: int,
    version: int | None = None,
    batch: str = "",
) -> Moving:
    """Move items with all their parts to a product; those that are there already stay as they are.

    Keys, dependencies, traces and questions stay. What would point back into the old product is cleared: the
    release, and the parent of an item whose parent does not come along.
    `version` is that of a single item; `batch` the act that it is part of.
    Raises `NotFound`, `Invalid`, `Stale`.
    """
    actor.require(Role.EDITOR)
    if not ids or len(ids) > _MOST:
        raise Invalid("Choose between 1 and 5,000 items.", where="ids", cure="Tick the items to move.")
    target = vision.product(actor=actor, id=product_id)
    structure.hold(actor.workspace_id)
    chosen = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    if chosen.count() != len(set(ids)):
        raise NotFound("One of the items does not exist any more.", cure="Reload the list.")
    expected = {} if version is None else dict.fromkeys(ids, version)
    return _moved(actor, now, _with_parts(ids), target, expected, batch or sortable_id(now))


def _with_parts(ids: Sequence[int]) -> set[int]:
    """Numbers of items and of everything beneath them."""
    found: set[int] = set()
    level = set(ids)
    while level:
        found |= level
        level = set(models.Item.objects.filter(parent_id__in=level).values_list("pk", flat=True)) - found
    return found


def _moved(
    actor: Actor, now: datetime, ids: set[int], target: Product, expected: Mapping[int, int], batch: str
) -> Moving:
    rows = models.Item.objects.filter(pk__in=ids).exclude(product_id=target.id)
    changes = []
    releases: set[str] = set()
    parents: set[str] = set()
    left: set[str] = set()
    for row in rows.select_related("product", "release", "parent"):
        left.add(row.product.name)
        if row.release is not None:
            releases.add(row.release.name)
        if row.parent is not None and row.parent_id not in ids:
            parents.add(row.parent.key)
        changes.append(_change(row, ids, target, expected.get(row.pk)))
    journal.record_many(
        actor=actor,
        now=now,
        changes=changes,
        batch=batch,
        why=f"Moved from {_listed(left)} to {target.name}." if changes else "",
    )
    return Moving(
        batch, target.name, _listed(left), len(changes), tuple(sorted(releases)), tuple(sorted(parents))
    )


def _change(row: models.Item, ids: set[int], target: Product, version: int | None) -> Change:
    """Write one row, and say what it had before."""
    values: dict[str, Any] = {"product_id": target.id, "release_id": None}
    values["parent_id"] = row.parent_id if row.parent_id in ids else None
    return Change(VERB, ref(row), titled(row), versions.apply(row, values, expected=version))


def _listed(names: set[str]) -> str:
    *first, last = sorted(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


@transaction.atomic
def undo_move(*, actor: Actor, now: datetime, batch: str, under: str = "") -> int:
    """Take a move to another product back, with releases and parents as they were; returns how many items.

    A release, a parent or an item that is gone since is left out. `under` is the act that this is part of.
    Raises `Conflict` when an item has been
    moved again since, and `NotFound` when there was no such move.
    """
    actor.require(Role.EDITOR)
    entries = {row.subject.id: row for row in recorded.batch(actor=actor, batch=batch) if row.verb == VERB}
    if not entries:
        raise NotFound("There was no such move.", cure="See the activity page.")
    structure.hold(actor.workspace_id)
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=entries)
    changes = [_taken_back(actor, row, entries[row.pk]) for row in rows]
    journal.record_many(
        actor=actor, now=now, changes=changes, batch=under or sortable_id(now), why="The move was undone."
    )
    return len(changes)


def _taken_back(actor: Actor, row: models.Item, entry: Entry) -> Change:
    if row.product_id != entry.changes["product_id"][1]:
        raise Conflict(f"{row.key} has been moved again since.", where=row.key, cure="Move it by hand.")
    before: Mapping[str, Any] = {name: entry.changes[name][0] for name in _FIELDS if name in entry.changes}
    values = rules.without_gone(actor, before)
    vision.product(actor=actor, id=values["product_id"])
    return Change(VERB, ref(row), titled(row), versions.apply(row, values, expected=None))
