"""What an item has in rows of their own: labels, the people chosen for it, and values of custom fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.services import custom_values, labels
from pilothouse.roadmap.services.known import Known

_LABELS = {"labels", "add_labels", "remove_labels"}
_PEOPLE = {"people", "add_people", "remove_people"}


def store(known: Known, row: models.Item, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Write them, and say what changed: field -> [before, after]; custom fields in words by their names, and
    as stored under `custom_ids`. Raises `Invalid`, `NotFound`."""
    changes: dict[str, list[Any]] = {}
    if _LABELS & values.keys():
        told = labels.store(known, row, labels.wanted(labels.held(row), values))
        changes |= {"labels": told} if told else {}
    if _PEOPLE & values.keys():
        changes |= store_people(known, row, _wanted_people(row, values))
    if values.get("custom"):
        changes |= custom_values.store(known, row, custom_values.given(known, values["custom"]))
    return changes


def _wanted_people(row: models.Item, values: Mapping[str, Any]) -> list[int]:
    if "people" in values:
        return list(values["people"] or ())
    gone = set(values.get("remove_people") or ())
    held = [number for number in held_people(row) if number not in gone]
    return [*held, *(values.get("add_people") or ())]


def held_people(row: models.Item) -> list[int]:
    """Who was chosen for an item, in order; nothing is asked where they were fetched with the item."""
    return [each.person_id for each in row.assignments.all()]


def store_people(known: Known, row: models.Item, people: Iterable[int]) -> dict[str, list[Any]]:
    """Choose exactly these people for an item."""
    after = list(dict.fromkeys(people))
    if any(person not in known.people for person in after):
        raise NotFound("One of the people does not exist.", where="people", cure="Choose from the team.")
    before = held_people(row)
    if before == after:
        return {}
    row.assignments.all().delete()
    getattr(row, "_prefetched_objects_cache", {}).pop("assignments", None)
    models.Assignment.objects.bulk_create(
        models.Assignment(workspace_id=row.workspace_id, item=row, person_id=person) for person in after
    )
    return {"people": [before, after]}


def restore(known: Known, row: models.Item, before: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give an item back what the record says it had, and say what changed; people and fields that are gone
    since are left out."""
    changes: dict[str, list[Any]] = {}
    if "labels" in before:
        told = labels.store(known, row, before["labels"] or ())
        changes |= {"labels": told} if told else {}
    if "people" in before:
        there = [one for one in before["people"] or () if one in known.people]
        changes |= store_people(known, row, there)
    if "custom_ids" in before:
        values = {int(number): value for number, value in (before["custom_ids"] or {}).items()}
        changes |= custom_values.store(known, row, custom_values.without_gone(known, values))
    return changes
