"""Of which products the items need not be read again: nothing was recorded that could change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.queries.snapshot.values import KnownItems


class Kept(NamedTuple):
    """Items by product as they were when these entries were the newest."""

    entries: tuple[int, ...]
    items: Mapping[int, KnownItems]


def untouched(actor: Actor, kept: Kept | None, newest: Sequence[journal.Touched]) -> dict[int, KnownItems]:
    """What is kept of products whose items are as they were. None of it where anything else than single
    items was changed, or more than the newest entries tell.
    """
    if kept is None or not {row.entry_id for row in newest} & set(kept.entries):
        return {}
    fresh = [row for row in newest if row.entry_id not in kept.entries]
    if any(row.subject_kind != "roadmap.item" for row in fresh):
        return {}
    numbers = {row.subject_id for row in fresh}
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    now = dict(rows.filter(pk__in=numbers).values_list("id", "product_id"))
    before = {
        number: product for product, own in kept.items.items() for number in numbers.intersection(own.ids)
    }
    if now.keys() != numbers or any(now[number] != product for number, product in before.items()):
        return {}  # gone, or of another product now
    touched = {*now.values(), *rows.filter(parent_id__in=numbers).values_list("product_id", flat=True)}
    return {product: own for product, own in kept.items.items() if product not in touched}
