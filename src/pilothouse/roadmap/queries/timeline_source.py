"""What the timeline is drawn from: typed rows of items, releases, people and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, cast

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Edge, PersonName, PlanRun, TimelineLink, TimelineProduct
from pilothouse.roadmap.queries import runs
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

RECENT_DAYS = 60  # how far back the timeline looks by itself
GIVEN_UP = timedelta(days=365)  # before that, for a target that was not met
_CLOSED_ROWS = 200
_OVER = ~Q(status__in=(*OPEN, "cancelled"))
_RELEASE = ("id", "product_id", "name", "target_on", "released_on")


class Item(NamedTuple):
    """An item's own values; the names are those of its columns."""

    id: int
    product_id: int
    key: str
    title: str
    level: str
    kind: str
    status: str
    milestone: bool
    parent_id: int | None
    release_id: int | None
    deadline: date | None
    team_id: int | None
    owner_id: int | None
    started_on: date | None
    resolved_at: datetime | None


class Planned(NamedTuple):
    """What the run says of an item."""

    item_id: int
    start: date
    finish: date
    start_p50: date
    p50: date
    p85: date
    chance: float | None
    release_chance: float | None
    criticality: float
    people: list[int]


class Release(NamedTuple):
    """A release, with its dates in the run if it has any."""

    id: int
    product_id: int
    name: str
    target_on: date | None
    released_on: date | None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None


class Source(NamedTuple):
    """Everything by number: `products` in the order in which they are planned, `earlier` has each item's p85
    in the run before, `team_of` each person's team. `older` counts what is left out as too old."""

    products: dict[int, TimelineProduct]
    items: dict[int, Item]
    releases: dict[int, Release]
    planned: dict[int, Planned]
    earlier: dict[int, date]
    people: dict[int, PersonName]
    team_of: dict[int, str]
    teams: dict[int, str]
    older: int


def item_ref(number: int) -> str:
    return f"roadmap.item:{number}"


def release_ref(number: int) -> str:
    return f"roadmap.release:{number}"


def read(actor: Actor, product_id: Products, run: PlanRun | None, since: date | None) -> Source:
    """One product's, or the whole workspace's; without what was over before `since`."""
    before = runs.previous_run(actor=actor, run=run) if run else None
    members, rows = team.members(actor=actor), _of_product(actor, product_id)
    every = _releases(actor, product_id, run)
    releases = {number: row for number, row in every.items() if since is None or not _is_past(row, since)}
    closed = _closed(rows, since)
    items = _items(actor, rows, closed)
    return Source(
        products=_products(actor),
        items=items,
        releases=releases,
        planned=_planned(run, product_id),
        earlier=_finishes(before, product_id),
        people={one.id: PersonName(one.id, one.name, one.initials) for one in members},
        team_of={one.id: one.team_name for one in members},
        teams={row.id: row.name for row in team.teams(actor=actor)},
        older=len(every) - len(releases) + (0 if since is None else rows.filter(_OVER).count() - len(closed)),
    )


def _products(actor: Actor) -> dict[int, TimelineProduct]:
    """All products in the order in which they are planned, those without a place last."""
    ranks = models.ProductRank.objects.filter(workspace_id=actor.workspace_id)
    places, names = dict(ranks.values_list("product_id", "position")), vision.product_names(actor=actor)
    rows = sorted(names, key=lambda row: (places.get(row.id, len(names)), row.id))
    return {row.id: TimelineProduct(row.key, row.name) for row in rows}


def _is_past(row: Release, since: date) -> bool:
    """Whether a release is over, or given up: its target a year gone. What is open of it stands with the
    rest then."""
    if row.released_on is not None:
        return row.released_on < since
    return row.target_on is not None and row.target_on < since - GIVEN_UP


def _of_product(actor: Actor, product_id: Products) -> QuerySet[models.Item]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    return of_products(rows, product_id)


def _closed(rows: QuerySet[models.Item], since: date | None) -> dict[int, Item]:
    """The newest closed items, but cancelled ones."""
    closed = rows.filter(_OVER).order_by("-resolved_at", "-id")
    if since is not None:
        closed = closed.filter(resolved_at__gte=datetime.combine(since, time(), UTC))
    return _as_items(closed[:_CLOSED_ROWS])


def _items(actor: Actor, rows: QuerySet[models.Item], closed: dict[int, Item]) -> dict[int, Item]:
    everything = models.Item.objects.filter(workspace_id=actor.workspace_id)
    found = _as_items(rows.filter(status__in=OPEN).order_by("rank", "id")) | closed
    missing = _parents(found.values()) - found.keys()
    while missing:
        parents = _as_items(everything.filter(pk__in=missing))
        found |= parents
        missing = _parents(parents.values()) - found.keys()
    return found


def _as_items(rows: QuerySet[models.Item]) -> dict[int, Item]:
    return {values[0]: Item._make(values) for values in rows.values_list(*Item._fields)}


def _parents(items: Iterable[Item]) -> set[int]:
    return {row.parent_id for row in items if row.parent_id}


def _planned(run: PlanRun | None, product_id: Products) -> dict[int, Planned]:
    rows = _of_run(run, product_id).values_list(*Planned._fields)
    return {values[0]: Planned._make(values) for values in rows}


def _finishes(run: PlanRun | None, product_id: Products) -> dict[int, date]:
    return dict(_of_run(run, product_id).values_list("item_id", "p85"))


def _of_run(run: PlanRun | None, product_id: Products) -> QuerySet[models.PlannedItem]:
    """What a run says of the items of the products, to which their parents belong too."""
    rows = models.PlannedItem.objects.order_by()
    return (
        rows.none()
        if run is None
        else of_products(rows.filter(run_id=run.id), product_id, "item__product_id")
    )


def _releases(actor: Actor, product_id: Products, run: PlanRun | None) -> dict[int, Release]:
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    rows = of_products(rows, product_id)
    found = {one[0]: Release(*one) for one in rows.values_list(*_RELEASE)}
    if run is None:
        return found
    planned = models.PlannedRelease.objects.filter(run_id=run.id, release__in=rows)
    for number, p50, p85, chance in planned.values_list("release_id", "p50", "p85", "chance"):
        found[number] = found[number]._replace(p50=p50, p85=p85, chance=chance)
    return found


def links(actor: Actor, product_id: Products, planned: Mapping[int, Planned]) -> Iterator[TimelineLink]:
    """The dependencies, also those whose ends are not shown."""
    rows = models.Dependency.objects.filter(workspace_id=actor.workspace_id)
    rows = of_products(rows, product_id, "successor__product_id")
    for before, after, kind, lag in rows.values_list("predecessor_id", "successor_id", "kind", "lag_days"):
        first, second = planned.get(before), planned.get(after)
        violated = bool(first and second and kind == "FS" and lag >= 0 and second.start < first.finish)
        yield TimelineLink(item_ref(before), item_ref(after), cast(Edge, kind), lag, violated)
