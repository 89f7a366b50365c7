"""Copies of items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import contracts, models
from pilothouse.roadmap.services import custom_values
from pilothouse.roadmap.services.items import insert_item
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.placing import place_item
from pilothouse.roadmap.services.rows import find, ref, titled
from pilothouse.vision import queries as vision

_MOST = 1_000
# Progress, dates of work and what a tracker says are of the original alone.
_COPIED = (
    "level", "kind", "title", "description", "priority", "low", "likely", "high", "story_points",
    "earliest_start", "deadline", "deadline_hard", "cost_of_delay_cents", "value", "mandatory", "milestone",
    "release_id", "owner_id", "team_id", "components",
)  # fmt: skip


@transaction.atomic
def duplicate_item(
    *, actor: Actor, now: datetime, key: str, with_parts: bool = False, batch: str = ""
) -> contracts.Item:
    """Copy an item, and with `with_parts` everything beneath it, right after it; `undo_batch` removes it.

    Needs, assignees, labels and custom fields come along; of dependencies those between the copied items.
    A copy is open, and has no progress. Raises `NotFound`, `Invalid`.
    """
    actor.require(Role.EDITOR)
    root, batch = find(actor, key), batch or sortable_id(now)
    rows = _beneath(root) if with_parts else [root]
    made: dict[int, models.Item] = {}
    known, product = Known(actor), vision.product(actor=actor, id=root.product_id)
    entries = []
    for row in rows[:_MOST]:
        values = _values(row, now, made)
        if row is root:
            values["title"] = f"{row.title[:490]} (copy)"
        copy, changes = insert_item(actor=actor, now=now, product=product, values=values, known=known)
        _copy_needs(row, copy)
        made[row.pk] = copy
        entries.append(Change("item.added", ref(copy), titled(copy), changes))
    journal.record_many(actor=actor, now=now, changes=entries, batch=batch)
    _copy_dependencies(actor, made)
    copied = made[root.pk].key
    return place_item(actor=actor, now=now, key=copied, after_key=root.key, batch=batch)


def _beneath(root: models.Item) -> list[models.Item]:
    """The item and all its parts, parents first."""
    found, level = [root], [root]
    while level and len(found) <= _MOST:
        level = list(models.Item.objects.filter(parent__in=level).order_by("rank", "id"))
        found += level
    return found


def _values(row: models.Item, now: datetime, made: Mapping[int, models.Item]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _COPIED}
    if row.deadline is not None and row.deadline < now.date():
        values["deadline"] = None
    if row.status in ("backlog", "ready"):
        values |= {"status": row.status, "own_status_id": row.own_status_id}
    parent = made.get(row.parent_id or 0)
    values["parent_id"] = parent.pk if parent is not None else row.parent_id
    values["labels"] = list(row.labelled.values_list("label__name", flat=True))
    values["people"] = list(row.assignments.values_list("person_id", flat=True))
    return values | {"custom": custom_values.held(row)}


def _copy_needs(row: models.Item, copy: models.Item) -> None:
    models.Need.objects.bulk_create(
        models.Need(
            workspace_id=copy.workspace_id,
            item=copy,
            skill_id=need.skill_id,
            level=need.level,
            people=need.people,
        )
        for need in row.needs.all()
    )


def _copy_dependencies(actor: Actor, made: Mapping[int, models.Item]) -> None:
    """Those with both ends among the copied; they close no circle, as the originals do not."""
    edges = models.Dependency.objects.filter(predecessor__in=list(made), successor__in=list(made))
    models.Dependency.objects.bulk_create(
        models.Dependency(
            workspace_id=actor.workspace_id,
            predecessor=made[edge.predecessor_id],
            successor=made[edge.successor_id],
            kind=edge.kind,
            lag_days=edge.lag_days,
        )
        for edge in edges
    )
