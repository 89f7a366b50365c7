"""What items and releases are called by rooms that only point to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import F

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN

_FIELDS = ("id", "key", "title", "status", "product_id")


def as_subject(row: models.Item, *, shipped: bool = False) -> Subject:
    ref, product = f"roadmap.item:{row.pk}", f"vision.product:{row.product_id}"
    return Subject(ref, row.key, row.title, row.status in OPEN, product, shipped=shipped)


def named_items(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    """An item has shipped once it is done, and its release, if it has one, is out."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    rows = rows.annotate(out_on=F("release__released_on")).only(*_FIELDS, "release_id")
    return [
        as_subject(row, shipped=row.status == "done" and (row.release_id is None or row.out_on is not None))
        for row in rows
    ]


def named_releases(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    found = rows.values_list("pk", "name", "product_id")
    return [
        Subject(f"roadmap.release:{number}", name, name, within=f"vision.product:{product}")
        for number, name, product in found
    ]


def items_inside(*, actor: Actor, whole: Ref, keys: Collection[str] | None) -> Iterable[Subject]:
    if whole.kind != "vision.product":
        return ()
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, product_id=whole.id)
    return [as_subject(row) for row in (rows if keys is None else rows.filter(key__in=keys)).only(*_FIELDS)]
