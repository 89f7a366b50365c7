"""The last part of an import: parents, links and dependencies, once every item has its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedLink
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.intake.ordering import dependencies
from pilothouse.roadmap.services.intake.parents import parents
from pilothouse.roadmap.services.intake.products import move
from pilothouse.roadmap.services.intake.tally import Later


def join(course: Course) -> None:
    """Join up what the rows of a file say about each other."""
    with transaction.atomic():
        structure.hold(course.actor.workspace_id)
        move(course)
        parents(course)
    with transaction.atomic():
        for part in bulk.portions(course.later):
            course.record(_links(course, part))
    with transaction.atomic():
        structure.hold(course.actor.workspace_id)
        dependencies(course)


def _links(course: Course, part: Sequence[Later]) -> list[Change]:
    """Links as the tracker has them, replaced where they differ."""
    keys, had = course.keys, links_of([each.item for each in part if not each.fresh])
    rows: list[tuple[Any, ...]] = []
    workspace = course.actor.workspace_id
    gone: list[int] = []
    changes: list[Change] = []
    for each in part:
        course.tally.links += len(each.links)
        wanted = links_as_stored(each.links)
        before = had.get(each.item, [])
        if wanted == before or not each.has_links:
            continue
        if not each.fresh:
            gone.append(each.item)
            changes.append(again(each.item, keys[each.item], {"links": [before, wanted]}))
            course.tally.changed.add(each.item)
        rows += [(workspace, each.item, verb, key, course.known.get(key)) for verb, key in wanted]
    models.Link.objects.filter(item_id__in=gone).delete()
    bulk.insert_values(models.Link, ("workspace", "item", "verb", "target_key", "target"), rows)
    return changes


def links_as_stored(links: Sequence[ImportedLink]) -> list[tuple[str, str]]:
    """(verb, key of the target) of links, as the table holds them."""
    return [(link.verb[:100], link.target_external_id[:100]) for link in links]


def links_of(numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """(verb, key of the target) of each item that has links, in the order they were given."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = models.Link.objects.filter(item_id__in=numbers).order_by("id")
    for number, verb, target in rows.values_list("item_id", "verb", "target_key"):
        found.setdefault(number, []).append((verb, target))
    return found
