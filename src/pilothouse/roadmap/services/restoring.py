"""Bringing back items, releases, dependencies, statuses, labels, custom fields and portfolios, from what the
journal kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.custom import restore_custom_field
from pilothouse.roadmap.services.dependencies import add_dependency
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.removal import restore_item
from pilothouse.roadmap.services.removing_product_sets import restore_product_set

_POINTS_TO = {"parent_id": "parent", "release_id": "release", "owner_id": "owner", "team_id": "team"}


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back what is journalled as removed by `entry_id`: an item, a release, a dependency, a status, a
    label, a custom field or a portfolio.

    A release takes back those items that have none by now, a status those that still mean what it means; a
    label and a field are again on the items that are there. Raises `Conflict` when what it belonged to is
    gone, or something stands in its place; `NotFound`.
    """
    actor.require(Role.EDITOR)
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb == "item.removed":
        return _item(actor, now, entry)
    if entry.verb == "release.removed":
        return _release(actor, now, entry)
    if entry.verb == "item.dependency_removed" and "edge" in entry.changes:
        return _dependency(actor, now, entry)
    if entry.verb in _OWN:
        return _OWN[entry.verb](actor, now, entry)
    raise NotFound("This cannot be restored.", cure="Enter it again by hand.")


def _item(actor: Actor, now: datetime, entry: Entry) -> Restored:
    found = restore_item(actor=actor, now=now, entry_id=entry.id)
    row = models.Item.objects.get(pk=entry.subject.id)
    kept: dict[str, Any] = {name: pair[0] for name, pair in entry.changes.items()}
    missing = [word for name, word in _POINTS_TO.items() if kept.get(name) and getattr(row, name) is None]
    return Restored(entry.subject, f"{found.key} {found.title}", tuple(missing))


def _release(actor: Actor, now: datetime, entry: Entry) -> Restored:
    row, found = rows.restore(
        table=models.Release, actor=actor, now=now, entry=entry, verb="release.restored"
    )
    own = models.Item.objects.filter(workspace_id=actor.workspace_id, product_id=row.product_id)
    carried = entry.changes.get("carried", [[]])[0]
    own.filter(pk__in=carried, release=None).update(release=row, version=F("version") + 1)
    named = entry.changes.get("named_by", [[]])[0]
    alive = rules.alive(models.Item, [item for item, _ in named])
    models.ItemRelease.objects.bulk_create(
        (
            models.ItemRelease(workspace_id=actor.workspace_id, item_id=item, release=row, relation=relation)
            for item, relation in named
            if item in alive
        ),
        batch_size=500,
    )
    return found


def _dependency(actor: Actor, now: datetime, entry: Entry) -> Restored:
    before, kind, lag = entry.changes["edge"][0]
    items = models.Item.objects.filter(workspace_id=actor.workspace_id)
    keys = dict(items.filter(pk__in=(before, entry.subject.id)).values_list("pk", "key"))
    if len(keys) < 2:
        raise Conflict(
            "One of the two items is gone.", where=entry.title, cure="Restore the item first; see the trash."
        )
    add_dependency(
        actor=actor,
        now=now,
        predecessor=keys[before],
        successor=keys[entry.subject.id],
        kind=kind,
        lag_days=lag,
    )
    rows.tell_restored(actor=actor, now=now, entry=entry, verb="item.dependency_restored")
    return Restored(entry.subject, entry.title)


def _status(actor: Actor, now: datetime, entry: Entry) -> Restored:
    row, found = rows.restore(table=models.Status, actor=actor, now=now, entry=entry, verb="status.restored")
    own = models.Item.objects.filter(workspace_id=actor.workspace_id, own_status=None, status=row.means)
    for part in _parts(_carried(entry)):
        own.filter(pk__in=part).update(own_status=row, version=F("version") + 1)
    return found


def _label(actor: Actor, now: datetime, entry: Entry) -> Restored:
    row, found = rows.restore(table=models.Label, actor=actor, now=now, entry=entry, verb="label.restored")
    alive = rules.alive(models.Item, _carried(entry))
    models.ItemLabel.objects.bulk_create(
        (
            models.ItemLabel(workspace_id=actor.workspace_id, item_id=item, label=row)
            for item in sorted(alive)
        ),
        batch_size=500,
    )
    return found


def _custom_field(actor: Actor, now: datetime, entry: Entry) -> Restored:
    row, found = rows.restore(
        table=models.CustomField, actor=actor, now=now, entry=entry, verb="custom_field.restored"
    )
    try:
        restore_custom_field(Known(actor), row, _carried(entry))
    except Invalid as error:
        raise Conflict(
            error.message, where=entry.title, cure="Restore what its formula reads first."
        ) from None
    return found


def _portfolio(actor: Actor, now: datetime, entry: Entry) -> Restored:
    return restore_product_set(actor=actor, now=now, entry=entry)


def _carried(entry: Entry) -> list[Any]:
    """What of items went with it."""
    found: list[Any] = entry.changes.get("carried", [[]])[0]
    return found


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), 500):
        yield numbers[first : first + 500]


_OWN: dict[str, Callable[[Actor, datetime, Entry], Restored]] = {
    "status.removed": _status,
    "label.removed": _label,
    "custom_field.removed": _custom_field,
    "portfolio.removed": _portfolio,
}
