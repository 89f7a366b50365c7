"""One item with everything around it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

from django.db.models import QuerySet

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    Forecast,
    Item,
    Moving,
    Need,
    Part,
    PersonName,
    ReleaseName,
    TrackerLink,
    Waiting,
)
from pilothouse.roadmap.queries import own, runs
from pilothouse.team import queries as team

_Planned = dict[int, models.PlannedItem]


def item(*, actor: Actor, key: str) -> Item:
    """One item with everything around it. Raises `NotFound`, alike for one of another workspace."""
    rows = models.Item.objects.select_related("product", "release", "parent")
    row = rows.filter(workspace_id=actor.workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    people = {
        number: PersonName(number, name, team.initials(name))
        for number, name in team.names(actor=actor).items()
    }
    planned = _planned(actor, row)
    assigned = tuple(_assigned(row.pk))
    owner, release = people.get(row.owner_id or 0), _release(row)
    values: dict[str, Any] = {name: getattr(row, name) for name in _own()}
    values |= {
        "product_key": row.product.key,
        "product_name": row.product.name,
        "status_name": own.status_names(actor=actor).of(row.status, row.own_status_id),
        "labels": own.labels_of([row.pk]).get(row.pk, ()),
        "components": tuple(row.components),
        "parent_key": row.parent.key if row.parent else "",
        "release_name": row.release.name if row.release else "",
        "carried_by": ReleaseName(release.pk, release.name, release.target_on) if release else None,
        "owner_name": owner.name if owner else "",
        "needs": _needs(row),
        "people": assigned,
        "people_names": tuple(people[number].name for number in assigned if number in people),
        "waits_for": _waiting(row, _before(row.pk)),
        "holds_up": _waiting(row, _after(row.pk)),
        "links": tuple(map(_link, row.links.select_related("target"))),
        "versions": tuple(row.versions.values_list("relation", "release__name")),
        "sprints": tuple(row.sprints.values_list("sprint__name", flat=True)),
        "ancestors": _ancestors(row),
        "children": tuple(_part(child, planned) for child in row.children.all()),
        "custom": own.custom_of([row.pk], {number: each.name for number, each in people.items()}).get(
            row.pk, ()
        ),
        "forecast": _forecast(row, planned, people),
    }
    return Item(**values)


def waiting(*, actor: Actor, id: int) -> Waiting:
    """The dependency with number `id`, seen from the item that waits. Raises `NotFound`."""
    row = models.Dependency.objects.filter(workspace_id=actor.workspace_id, pk=id)
    edge = row.select_related("predecessor__product", "successor").first()
    if edge is None:
        raise NotFound("There is no such dependency.", cure="Reload the page.")
    before = edge.predecessor
    product = before.product.name if before.product_id != edge.successor.product_id else ""
    return Waiting(edge.pk, before.key, before.title, product, edge.kind, edge.lag_days)


def move_of(*, actor: Actor, before: Item, after: Item) -> Moving:
    """The newest move of an item to another product, as the journal has it: with how many parts it went."""
    entries = journal.history(actor=actor, subject=Ref("roadmap.item", after.id), limit=5)
    batch = next((row.batch for row in entries if "product_id" in row.changes), "")
    return Moving(
        batch,
        after.product_name,
        before.product_name,
        sum(1 for _ in journal.batch(actor=actor, batch=batch)) if batch else 0,
        (before.release_name,) if before.release_id else (),
        (before.parent_key,) if before.parent_key else (),
    )


@cache
def _own() -> tuple[str, ...]:
    """The fields that the table has under the same name: they are shown as they are stored."""
    columns = {field.attname for field in models.Item._meta.concrete_fields}
    return tuple(field.name for field in fields(Item) if field.name in columns)


def _planned(actor: Actor, row: models.Item) -> _Planned:
    """What the newest run says of the item and of its parts."""
    latest = runs.newest(actor=actor, product_id=row.product_id)
    if latest is None:
        return {}
    wanted = [row.pk, *row.children.values_list("pk", flat=True)]
    return {each.item_id: each for each in latest.planned_items.filter(item_id__in=wanted)}


def _forecast(row: models.Item, planned: _Planned, people: dict[int, PersonName]) -> Forecast | None:
    return runs.item_forecast(planned[row.pk], people) if row.pk in planned else None


def _needs(row: models.Item) -> tuple[Need, ...]:
    return tuple(Need(skill, level, many, name or "") for skill, level, many, name in _of_needs(row.pk))


@prepared
def _of_needs(item_id: int) -> QuerySet[models.Need, Any]:
    rows = models.Need.objects.filter(item_id=item_id)
    return rows.values_list("skill_id", "level", "people", "skill__name")


@prepared
def _assigned(item_id: int) -> QuerySet[models.Assignment, int]:
    return models.Assignment.objects.filter(item_id=item_id).values_list("person_id", flat=True)


def _link(row: models.Link) -> TrackerLink:
    key, title = (row.target.key, row.target.title) if row.target else ("", "")
    return TrackerLink(row.verb, row.target_key, key, title)


def _part(row: models.Item, planned: _Planned) -> Part:
    found = planned.get(row.pk)
    p50, p85 = (found.p50, found.p85) if found else (None, None)
    return Part(row.key, row.title, row.status, p50, p85)


def _waiting(item: models.Item, edges: list[Any]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(number, key, title, name if product != item.product_id else "", kind, lag)
        for number, key, title, product, name, kind, lag in edges
    )


@prepared
def _before(item_id: int) -> QuerySet[models.Dependency, Any]:
    """What an item waits for: number, key, title, product and its name, kind, lag."""
    rows = models.Dependency.objects.filter(successor_id=item_id)
    return _ends(rows, "predecessor")


@prepared
def _after(item_id: int) -> QuerySet[models.Dependency, Any]:
    """What waits for an item, alike."""
    rows = models.Dependency.objects.filter(predecessor_id=item_id)
    return _ends(rows, "successor")


def _ends(rows: QuerySet[models.Dependency], end: str) -> QuerySet[models.Dependency, Any]:
    other = ("key", "title", "product_id", "product__name")
    return rows.values_list("pk", *(f"{end}__{name}" for name in other), "kind", "lag_days")


def _release(row: models.Item) -> models.Release | None:
    """The release that carries an item: its own, else that of the nearest item it is part of."""
    current: models.Item | None = row
    for _ in range(20):
        if current is None or current.release is not None:
            break
        current = current.parent
    return current.release if current else None


def _ancestors(row: models.Item) -> tuple[Part, ...]:
    found: list[Part] = []
    parent = row.parent
    while parent is not None and len(found) < 20:
        found.insert(0, Part(parent.key, parent.title, parent.status))
        parent = parent.parent
    return tuple(found)
