"""Items: many in a list, and what keys and numbers stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    OPEN,
    ListedItem,
)
from pilothouse.roadmap.queries import runs
from pilothouse.team import queries as team

SORTS = {
    "rank": ("rank", "id"),
    "key": ("id",),
    "title": ("title", "id"),
    "status": ("status", "rank"),
    "deadline": (F("deadline").asc(nulls_last=True), "rank"),
    "start": (F("planned_start").asc(nulls_last=True), "rank"),
    "p85": (F("planned_p85").asc(nulls_last=True), "rank"),
    "chance": (F("planned_chance").asc(nulls_last=True), "rank"),
}


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to; empty fields narrow nothing. `status` may be `open`."""

    text: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    owner: int | None = None
    release: int | None = None
    product: int | None = None

    @property
    def is_set(self) -> bool:
        return self != ItemFilter(product=self.product)


def items_page(
    *, actor: Actor, narrow: ItemFilter | None = None, sort: str = "rank", page: int = 1, size: int = 50
) -> Page[ListedItem]:
    """Items with the dates of their product's newest run. `sort` is a key of `SORTS`, `-` turns it round."""
    rows = _narrowed(actor, narrow or ItemFilter())
    newest = models.PlannedItem.objects.filter(
        item=OuterRef("pk"), run_id__in=runs.newest_of_each(actor=actor)
    )
    rows = rows.annotate(
        planned_start=Subquery(newest.values("start_p50")[:1]),
        planned_p50=Subquery(newest.values("p50")[:1]),
        planned_p85=Subquery(newest.values("p85")[:1]),
        planned_chance=Subquery(newest.values("chance")[:1]),
        planned_release_chance=Subquery(newest.values("release_chance")[:1]),
    )
    rows = rows.select_related("release", "parent").order_by(
        *SORTS.get(sort.removeprefix("-"), SORTS["rank"])
    )
    if sort.startswith("-"):
        rows = rows.reverse()
    names = team.names(actor=actor)
    return paginate(rows, page, size, lambda row: listed(row, names, _dates_of(row)))


def _narrowed(actor: Actor, narrow: ItemFilter) -> QuerySet[models.Item]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    if narrow.text:
        rows = rows.filter(Q(title__icontains=narrow.text) | Q(key__iexact=narrow.text))
    if narrow.status == "open":
        rows = rows.filter(status__in=OPEN)
    elif narrow.status:
        rows = rows.filter(status=narrow.status)
    for field, value in (("kind", narrow.kind), ("level", narrow.level)):
        if value:
            rows = rows.filter(**{field: value})
    for field, number in (
        ("owner_id", narrow.owner),
        ("release_id", narrow.release),
        ("product_id", narrow.product),
    ):
        if number:
            rows = rows.filter(**{field: number})
    return rows


@dataclass(frozen=True, slots=True)
class ListedDates:
    """What a list shows of an item's place in a run; nothing of an item that is in none."""

    start: date | None = None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None
    release_chance: float | None = None


def _dates_of(row: Any) -> ListedDates:
    return ListedDates(
        row.planned_start,
        row.planned_p50,
        row.planned_p85,
        row.planned_chance,
        row.planned_release_chance,
    )


def listed(row: models.Item, names: Mapping[int, str], dates: ListedDates) -> ListedItem:
    """A line of a list; `names` gives the owner's."""
    return ListedItem(
        id=row.pk,
        key=row.key,
        title=row.title,
        level=row.level,
        kind=row.kind,
        status=row.status,
        owner_name=names.get(row.owner_id or 0, ""),
        release_name=row.release.name if row.release else "",
        parent_key=row.parent.key if row.parent else "",
        low=row.low,
        likely=row.likely,
        high=row.high,
        deadline=row.deadline,
        start=dates.start,
        p50=dates.p50,
        p85=dates.p85,
        chance=dates.chance,
        release_chance=dates.release_chance,
        version=row.version,
    )


def last_number(*, actor: Actor, prefix: str) -> int:
    """The highest number among the keys `prefix-number`; 0 when there is none."""
    keys = models.Item.objects.filter(workspace_id=actor.workspace_id, key__startswith=f"{prefix}-")
    numbers = [
        int(key.rpartition("-")[2])
        for key in keys.order_by("-id").values_list("key", flat=True)[:2000]
        if key.rpartition("-")[2].isdecimal()
    ]
    return max(numbers, default=0)


def find_by_external(*, actor: Actor, source: str) -> dict[str, int]:
    """External id to item number for everything imported from `source`."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "id"))


def removal(*, actor: Actor, entry_id: int) -> Entry:
    """The journal entry of an item's removal. Raises `NotFound`, and `Conflict` for any other entry."""
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb != "item.removed":
        raise Conflict("That change was not the removal of an item.", where=f"entry {entry_id}")
    return entry


def find_items(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Items by key or words of the title, open ones first."""
    rows = _narrowed(actor, ItemFilter(text=text)).order_by(F("resolved_at").desc(nulls_first=True), "rank")
    return [
        Found(row.title, f"{row.key} · {row.status.replace('_', ' ')}", Ref("roadmap.item", row.pk), row.key)
        for row in rows[:limit]
    ]


def titles(*, actor: Actor, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and title of the items that are still there, in the order of `keys`."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__in=keys)
    found = dict(rows.values_list("key", "title"))
    return tuple((key, found[key]) for key in keys if key in found)


def key_of(*, actor: Actor, id: int) -> str:
    """The key of the item with number `id`. Raises `NotFound` when it is gone."""
    key = (
        models.Item.objects.filter(workspace_id=actor.workspace_id, pk=id)
        .values_list("key", flat=True)
        .first()
    )
    if key is None:
        raise NotFound("This item is gone.", cure="Its history is on the activity page.")
    return key
