"""What the timeline is drawn from: typed rows of items, releases, people and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple, cast

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Edge, PersonName, PlanRun, TimelineLink
from pilothouse.roadmap.queries import runs
from pilothouse.team import queries as team

_CLOSED_ROWS = 200


class Item(NamedTuple):
    """An item's own values; the names are those of its columns."""

    id: int
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
    criticality: float
    people: list[int]


class Release(NamedTuple):
    """A release, with its dates in the run if it has any."""

    id: int
    name: str
    target_on: date | None
    released_on: date | None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None


class Source(NamedTuple):
    """Everything by number: `earlier` has each item's p85 in the run before, `team_of` each person's team."""

    items: dict[int, Item]
    releases: dict[int, Release]
    planned: dict[int, Planned]
    earlier: dict[int, date]
    people: dict[int, PersonName]
    team_of: dict[int, str]
    teams: dict[int, str]


def item_ref(number: int) -> str:
    return f"roadmap.item:{number}"


def release_ref(number: int) -> str:
    return f"roadmap.release:{number}"


def read(actor: Actor, product_id: int | None, run: PlanRun | None) -> Source:
    """One product's, or the whole workspace's."""
    before = runs.previous_run(actor=actor, run=run) if run else None
    members = team.people(actor=actor)
    return Source(
        items=_items(actor, product_id),
        releases=_releases(actor, product_id, run),
        planned=_planned(run),
        earlier=_finishes(before),
        people={row.id: PersonName(row.id, row.name, row.initials) for row in members},
        team_of={row.id: row.team_name for row in members},
        teams={row.id: row.name for row in team.teams(actor=actor)},
    )


def _items(actor: Actor, product_id: int | None) -> dict[int, Item]:
    everything = models.Item.objects.filter(workspace_id=actor.workspace_id)
    rows = everything if product_id is None else everything.filter(product_id=product_id)
    found = _as_items(rows.filter(status__in=OPEN).order_by("rank", "id"))
    closed = rows.exclude(status__in=OPEN).exclude(status="cancelled").order_by("-resolved_at", "-id")
    found |= _as_items(closed[:_CLOSED_ROWS])
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


def _planned(run: PlanRun | None) -> dict[int, Planned]:
    if run is None:
        return {}
    rows = models.PlannedItem.objects.filter(run_id=run.id).values_list(*Planned._fields)
    return {values[0]: Planned._make(values) for values in rows}


def _finishes(run: PlanRun | None) -> dict[int, date]:
    if run is None:
        return {}
    return dict(models.PlannedItem.objects.filter(run_id=run.id).values_list("item_id", "p85"))


def _releases(actor: Actor, product_id: int | None, run: PlanRun | None) -> dict[int, Release]:
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    found = {one[0]: Release(*one) for one in rows.values_list("id", "name", "target_on", "released_on")}
    if run is None:
        return found
    planned = models.PlannedRelease.objects.filter(run_id=run.id, release__in=rows)
    for number, p50, p85, chance in planned.values_list("release_id", "p50", "p85", "chance"):
        found[number] = found[number]._replace(p50=p50, p85=p85, chance=chance)
    return found


def links(actor: Actor, product_id: int | None, planned: Mapping[int, Planned]) -> Iterator[TimelineLink]:
    """The dependencies, also those whose ends are not shown."""
    rows = models.Dependency.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(successor__product_id=product_id)
    for before, after, kind, lag in rows.values_list("predecessor_id", "successor_id", "kind", "lag_days"):
        first, second = planned.get(before), planned.get(after)
        violated = bool(first and second and kind == "FS" and lag >= 0 and second.start < first.finish)
        yield TimelineLink(item_ref(before), item_ref(after), cast(Edge, kind), lag, violated)
