"""What somebody has to do: the open items that they own or were chosen to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, ListedItem, MyItem
from pilothouse.roadmap.queries.filtering import ordered
from pilothouse.roadmap.queries.items import listed_items

_SOON = timedelta(days=14)


def my_items(*, actor: Actor, person_id: int, today: date, limit: int = 50) -> tuple[MyItem, ...]:
    """Open items of a person by their start in the newest run, at most `limit`, each with the open items that
    block it. Due soon is what has its deadline within two weeks, or behind it."""
    ids = my_ids(actor=actor, person_id=person_id, limit=limit)
    return as_mine(listed_items(actor=actor, ids=ids), today)


def my_ids(*, actor: Actor, person_id: int, limit: int, product_id: Products = None) -> list[int]:
    """Numbers of those items, of all products or of one."""
    chosen = models.Assignment.objects.filter(item=OuterRef("pk"), person_id=person_id)
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN)
    rows = rows.filter(Q(owner_id=person_id) | Exists(chosen))
    rows = of_products(rows, product_id)
    return list(ordered(actor, rows, "plan").values_list("pk", flat=True)[:limit])


def as_mine(rows: Sequence[ListedItem], today: date) -> tuple[MyItem, ...]:
    """These items with what blocks them, and whether they are due soon."""
    blocked = _blocked([row.id for row in rows])
    return tuple(
        MyItem(
            item=row,
            due_soon=row.deadline is not None and row.deadline <= today + _SOON,
            blocked_by=tuple(blocked.get(row.id, ())),
        )
        for row in rows
    )


def _blocked(ids: list[int]) -> dict[int, list[str]]:
    """Item -> keys of the open items that it waits for."""
    rows = models.Dependency.objects.filter(successor_id__in=ids, predecessor__status__in=OPEN)
    found: dict[int, list[str]] = {}
    for successor, key in rows.order_by("id").values_list("successor_id", "predecessor__key"):
        found.setdefault(successor, []).append(key)
    return found
