"""The same change on many items, as one act that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.text import one_line
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import BulkDone
from pilothouse.roadmap.queries import ItemFilter
from pilothouse.roadmap.services import formulas
from pilothouse.roadmap.services.items import apply_values
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.moving import move_to_product
from pilothouse.roadmap.services.rows import ref, titled

_MOST = 30_000
_ONCE = 500
# What is of one item alone.
_ALONE = ("title", "description", "rank", "key")


@transaction.atomic
def bulk_change(
    *,
    actor: Actor,
    now: datetime,
    values: Mapping[str, Any],
    ids: Sequence[int] = (),
    narrow: ItemFilter | None = None,
    why: str = "",
) -> BulkDone:
    """The same change on many items, all or nothing: those of `ids`, or all that `narrow` lets through.

    `values` are as those of `change_item`, and `add_labels`, `remove_labels`, `add_people`, `remove_people`.
    Raises `Invalid` for a value that is of one item alone or breaks a rule, naming the item; `NotFound`.
    """
    actor.require(Role.EDITOR)
    found = dict(values)
    _check(found)
    numbers = _chosen(actor, ids, narrow)
    batch, known = sortable_id(now), Known(actor)
    changed: set[int] = set()
    if target := found.pop("product_id", None):
        move_to_product(actor=actor, now=now, ids=numbers, product_id=target, batch=batch)
        changed |= {entry.subject.id for entry in recorded.batch(actor=actor, batch=batch)}
    if found:
        changed |= _change_all(known, now, numbers, found, batch, one_line(why))
    return BulkDone(batch, len(numbers), len(changed & set(numbers)))


def _check(values: Mapping[str, Any]) -> None:
    if not values:
        raise Invalid("Nothing to change was chosen.", cure="Choose a field and its new value first.")
    if alone := [name for name in _ALONE if name in values]:
        raise Invalid(
            f"The {alone[0]} is of one item alone.", where=alone[0], cure="Change it on the item's page."
        )


def _chosen(actor: Actor, ids: Sequence[int], narrow: ItemFilter | None) -> list[int]:
    """Numbers of the items, in the order of their ranks."""
    if narrow is not None:
        numbers = queries.item_ids(actor=actor, narrow=narrow, most=_MOST + 1)
    else:
        numbers = sorted(set(ids))
    if not numbers:
        raise Invalid("No items were chosen.", where="ids", cure="Tick the items to change.")
    if len(numbers) > _MOST:
        raise Invalid(
            f"{len(numbers):,} items are too many for one act.", where="ids", cure=f"Choose up to {_MOST:,}."
        )
    return numbers


def _change_all(
    known: Known, now: datetime, numbers: Sequence[int], values: Mapping[str, Any], batch: str, why: str
) -> set[int]:
    done: set[int] = set()
    for first in range(0, len(numbers), _ONCE):
        part = numbers[first : first + _ONCE]
        rows = models.Item.objects.filter(workspace_id=known.actor.workspace_id, pk__in=part)
        found = rows.prefetch_related(*besides_of(values)).in_bulk()
        if len(found) != len(part):
            raise NotFound("One of the items does not exist any more.", cure="Reload the list.")
        changes = [_changed(known, now, found[number], values) for number in part]
        told = [change for change in changes if change is not None]
        journal.record_many(actor=known.actor, now=now, changes=told, batch=batch, why=why)
        done |= {change.subject.id for change in told}
    formulas.refresh(known, done)
    return done


def besides_of(values: Mapping[str, Any]) -> list[str]:
    """What to fetch with the items that get `values`, so that nothing is asked for each."""
    found = {"labels": "labelled__label", "people": "assignments"}
    return [path for name, path in found.items() if any(name in each for each in values)]


def _changed(known: Known, now: datetime, row: models.Item, values: Mapping[str, Any]) -> Change | None:
    try:
        changes = apply_values(known, now, row, values, None, refresh=False)
    except Invalid as error:
        raise Invalid(
            f"{row.key}: {error.message}", where=error.where, cure=error.cure, code=error.code
        ) from None
    return Change("item.changed", ref(row), titled(row), changes) if changes else None
