"""The last part of an import: parents, links and dependencies, once every item has its number."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from pilothouse.journal.contracts import Change
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.intake.ordering import dependencies
from pilothouse.roadmap.services.intake.parents import parents

_ONCE = 500


def join(course: Course) -> None:
    """Join up what the rows of a file say about each other."""
    with transaction.atomic():
        structure.hold(course.product_id)
        course.record(parents(course))
    with transaction.atomic():
        course.record(_links(course))
    with transaction.atomic():
        structure.hold(course.product_id)
        course.record(dependencies(course))


def _links(course: Course) -> list[Change]:
    """Links as the tracker has them, replaced where they differ."""
    keys, had = course.keys(), links_of([each.item for each in course.later if not each.fresh])
    rows: list[models.Link] = []
    changes: list[Change] = []
    for each in course.later:
        course.tally.links += len(each.links)
        wanted = [(link.verb[:100], link.target_external_id[:100]) for link in each.links]
        before = had.get(each.item, [])
        if wanted == before:
            continue
        if not each.fresh:
            models.Link.objects.filter(item_id=each.item).delete()
            changes.append(again(each.item, keys[each.item], {"links": [before, wanted]}))
            course.tally.changed.add(each.item)
        rows += _as_links(course, each.item, wanted)
    models.Link.objects.bulk_create(rows, batch_size=400)
    return changes


def _as_links(course: Course, item: int, wanted: Sequence[tuple[str, str]]) -> list[models.Link]:
    owner = {"workspace_id": course.actor.workspace_id, "item_id": item}
    return [
        models.Link(verb=verb, target_key=key, target_id=course.known.get(key), **owner)
        for verb, key in wanted
    ]


def links_of(numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """(verb, key of the target) of each item that has links, in the order they were given."""
    found: dict[int, list[tuple[str, str]]] = {}
    for first in range(0, len(numbers), _ONCE):
        rows = models.Link.objects.filter(item_id__in=numbers[first : first + _ONCE]).order_by("id")
        for number, verb, target in rows.values_list("item_id", "verb", "target_key"):
            found.setdefault(number, []).append((verb, target))
    return found
