"""One item with everything around it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    Forecast,
    Item,
    Need,
    Part,
    PersonName,
    ReleaseName,
    TrackerLink,
    Waiting,
)
from pilothouse.roadmap.queries import runs
from pilothouse.team import queries as team

_Planned = dict[int, models.PlannedItem]


def item(*, actor: Actor, key: str) -> Item:
    """One item with everything around it. Raises `NotFound`, alike for one of another workspace."""
    rows = models.Item.objects.select_related("release", "parent")
    row = rows.filter(workspace_id=actor.workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    people = {each.id: PersonName(each.id, each.name, each.initials) for each in team.people(actor=actor)}
    planned = _planned(actor, row)
    owner, release = people.get(row.owner_id or 0), _release(row)
    values: dict[str, Any] = {name: getattr(row, name) for name in _own()}
    values |= {
        "labels": tuple(row.labels),
        "components": tuple(row.components),
        "parent_key": row.parent.key if row.parent else "",
        "release_name": row.release.name if row.release else "",
        "carried_by": ReleaseName(release.pk, release.name, release.target_on) if release else None,
        "owner_name": owner.name if owner else "",
        "needs": _needs(actor, row),
        "people": tuple(row.assignments.values_list("person_id", flat=True)),
        "waits_for": _waiting(row.waits_for.select_related("predecessor"), "predecessor"),
        "holds_up": _waiting(row.holds_up.select_related("successor"), "successor"),
        "links": tuple(map(_link, row.links.select_related("target"))),
        "versions": tuple(row.versions.values_list("relation", "release__name")),
        "sprints": tuple(row.sprints.values_list("sprint__name", flat=True)),
        "ancestors": _ancestors(row),
        "children": tuple(_part(child, planned) for child in row.children.all()),
        "forecast": _forecast(row, planned, people),
    }
    return Item(**values)


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


def _needs(actor: Actor, row: models.Item) -> tuple[Need, ...]:
    skills = {skill.id: skill.name for skill in team.skills(actor=actor)}
    return tuple(
        Need(need.skill_id, need.level, need.people, skills.get(need.skill_id or 0, ""))
        for need in row.needs.all()
    )


def _link(row: models.Link) -> TrackerLink:
    key, title = (row.target.key, row.target.title) if row.target else ("", "")
    return TrackerLink(row.verb, row.target_key, key, title)


def _part(row: models.Item, planned: _Planned) -> Part:
    found = planned.get(row.pk)
    p50, p85 = (found.p50, found.p85) if found else (None, None)
    return Part(row.key, row.title, row.status, p50, p85)


def _waiting(rows: QuerySet[models.Dependency], end: str) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(row.pk, getattr(row, end).key, getattr(row, end).title, row.kind, row.lag_days)
        for row in rows
    )


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
