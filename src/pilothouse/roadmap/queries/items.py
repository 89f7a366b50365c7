"""Items: many in a list, and what keys and numbers stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import PLAIN, CustomValue, ListedItem
from pilothouse.roadmap.queries import own, runs
from pilothouse.roadmap.queries.filtering import InPlanOrder, ItemFilter, narrowed, ordered
from pilothouse.roadmap.queries.own import StatusNames
from pilothouse.team import queries as team


def items_page(
    *, actor: Actor, narrow: ItemFilter | None = None, sort: str = "plan", page: int = 1, size: int = 50
) -> Page[ListedItem]:
    """Items with the dates of their product's newest run. `sort` is a name of `SORTS`, `-` turns it round:
    `plan` has open items by the start of the newest run, then those in no run by rank, closed ones last."""
    kept = narrowed(actor, narrow or ItemFilter())
    rows = (
        InPlanOrder(actor, kept)
        if sort == "plan"
        else ordered(actor, kept, sort).values_list("pk", flat=True)
    )
    found = paginate(rows, page, size, int)
    return Page(listed_items(actor=actor, ids=found.rows), found.total, found.page, found.size)


def item_ids(*, actor: Actor, narrow: ItemFilter, most: int = 30_000) -> list[int]:
    """The numbers of the items that a list is narrowed to, at most `most`: those one act may change."""
    rows = narrowed(actor, narrow).order_by("product_id", "rank", "id")
    return list(rows.values_list("pk", flat=True)[:most])


def has_more(*, actor: Actor, narrow: ItemFilter, than: int) -> bool:
    """Whether a list is narrowed to more than so many items; no more are looked at."""
    rows = narrowed(actor, narrow).order_by().values_list("pk", flat=True)
    return bool(rows[than : than + 1])


def listed_items(
    *, actor: Actor, ids: Sequence[int], dates: Mapping[int, ListedDates] | None = None
) -> tuple[ListedItem, ...]:
    """These items as a list shows them, in the order of `ids`; a fixed number of statements. `dates` are
    those of the newest run unless they are given."""
    if not ids:
        return ()
    found = {values[0]: values for values in _lines(actor.workspace_id, tuple(ids))}
    around = _Around.of(actor, ids, dates)
    return tuple(_listed(found[number], around) for number in ids if number in found)


@prepared
def _lines(workspace_id: int, ids: tuple[int, ...]) -> QuerySet[models.Item, tuple[Any, ...]]:
    rows = models.Item.objects.filter(workspace_id=workspace_id, pk__in=ids).order_by()
    return rows.values_list("id", *_BESIDE, *_SHOWN)


def children(*, actor: Actor, item_id: int) -> tuple[ListedItem, ...]:
    """The children of an item as a list shows them, in their order."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, parent_id=item_id)
    return listed_items(actor=actor, ids=list(rows.values_list("pk", flat=True)))


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of a list show beside themselves, by item."""

    names: Mapping[int, str]
    statuses: StatusNames
    dates: Mapping[int, ListedDates]
    labels: Mapping[int, tuple[str, ...]]
    people: Mapping[int, tuple[int, ...]]
    custom: Mapping[int, tuple[CustomValue, ...]]

    @classmethod
    def of(cls, actor: Actor, ids: Sequence[int], dates: Mapping[int, ListedDates] | None) -> _Around:
        """Of these items; `dates` are those of the newest run unless they are given."""
        names = team.names(actor=actor)
        return cls(
            names,
            own.status_names(actor=actor),
            newest_dates(actor, ids) if dates is None else dates,
            own.labels_of(ids),
            own.people_of(ids),
            own.custom_of(ids, names),
        )


def newest_dates(actor: Actor, ids: Sequence[int]) -> dict[int, ListedDates]:
    """Item -> its dates in the newest run that holds its product."""
    return {number: ListedDates(*dates) for number, *dates in _newest_dates(actor.workspace_id, tuple(ids))}


@prepared
def _newest_dates(workspace_id: int, items: tuple[int, ...]) -> QuerySet[models.PlannedItem, tuple[Any, ...]]:
    newest = runs.newest_numbers(workspace_id)
    rows = models.PlannedItem.objects.filter(item_id__in=items, run_id__in=newest).order_by("run_id")
    return rows.values_list("item_id", "start_p50", "p50", "p85", "chance", "release_chance")


@dataclass(frozen=True, slots=True)
class ListedDates:
    """What a list shows of an item's place in a run; nothing of an item that is in none."""

    start: date | None = None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None
    release_chance: float | None = None


_NO_DATES = ListedDates()
_BESIDE = ("product__key", "product__name", "release__name", "parent__key")
_SHOWN = (
    "key", "title", "level", "kind", "status", "own_status_id", "priority", "owner_id", "team_id",
    "release_id", "low", "likely", "high", "story_points", "progress", "value", "cost_of_delay_cents",
    "earliest_start", "deadline", "version", "resolved_at",
)  # fmt: skip


def _listed(values: tuple[Any, ...], around: _Around) -> ListedItem:
    """A line of a list, of a number, `_BESIDE` and `_SHOWN`."""
    number, product_key, product_name, release_name, parent_key, *own = values
    shown: dict[str, Any] = dict(zip(_SHOWN, own, strict=True))
    dates, people = around.dates.get(number, _NO_DATES), around.people.get(number, ())
    return ListedItem(
        id=number,
        product_key=product_key,
        product_name=product_name,
        status_name=around.statuses.of(shown["status"], shown["own_status_id"]),
        labels=around.labels.get(number, ()),
        owner_name=around.names.get(shown["owner_id"] or 0, ""),
        people=people,
        people_names=tuple(around.names.get(person, "") for person in people),
        release_name=release_name or "",
        parent_key=parent_key or "",
        start=dates.start,
        p50=dates.p50,
        p85=dates.p85,
        chance=dates.chance,
        release_chance=dates.release_chance,
        custom=around.custom.get(number, ()),
        **shown,
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


def find_by_external(*, actor: Actor, source: str, product_id: int | None) -> dict[str, int]:
    """Number of everything that was imported from `source` into a product, by what the source calls it.

    In a source of `PLAIN` the items of the product are known by their keys too.
    """
    if product_id is None:
        return {}
    own = models.Item.objects.filter(workspace_id=actor.workspace_id)
    found: dict[str, int] = {}
    if source in PLAIN:
        found |= own.filter(product_id=product_id).values_list("key", "id")
    rows = own.filter(source_product_id=product_id, source=source).exclude(external_id="")
    return found | dict(rows.values_list("external_id", "id"))


def keys_elsewhere(*, actor: Actor, product_id: int) -> dict[str, int]:
    """Number of the items of all other products, by their keys."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id).exclude(product_id=product_id)
    return dict(rows.values_list("key", "id"))


def removal(*, actor: Actor, entry_id: int) -> Entry:
    """The journal entry of an item's removal. Raises `NotFound`, and `Conflict` for any other entry."""
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb != "item.removed":
        raise Conflict("That change was not the removal of an item.", where=f"entry {entry_id}")
    return entry


def find_items(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Items of all products by key or words of the title, open ones first."""
    rows = narrowed(actor, ItemFilter(text=text)).order_by(F("resolved_at").desc(nulls_first=True), "rank")
    return [
        Found(
            row.title,
            f"{row.key} · {row.status.replace('_', ' ')} · {row.product.name}",
            Ref("roadmap.item", row.pk),
            row.key,
        )
        for row in rows.select_related("product")[:limit]
    ]


def titles(*, actor: Actor, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Key and title of the items that are still there, in the order of `keys`."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__in=keys)
    found = dict(rows.values_list("key", "title"))
    return tuple((key, found[key]) for key in keys if key in found)


def ids_of(*, actor: Actor, keys: Sequence[str]) -> tuple[int, ...]:
    """The numbers of items by their keys. Raises `NotFound` naming the first that is not there."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__in=keys)
    found = dict(rows.values_list("key", "id"))
    for key in keys:
        if key not in found:
            raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    return tuple(found[key] for key in keys)


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
