"""Versions and sprints of imported items."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services.intake.course import Course, Values, again
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.rows import titled

_Rows = Sequence[tuple[ImportedItem, models.Item]]


def memberships(course: Course, rows: _Rows, fresh: set[int], changes: list[Change]) -> None:
    """Versions and sprints of each item; for items that were here before, replaced when they differ."""
    old = [row.pk for _, row in rows if row.pk not in fresh]
    had_versions, had_sprints = _versions_of(old), _sprints_of(old)
    versions: list[tuple[int, int, int, str]] = []
    sprints: list[tuple[int, int, int]] = []
    workspace = course.actor.workspace_id
    for item, row in rows:
        _count(course, item)
        shelf = course.shelf_of(item, row)
        wanted = _wanted_versions(shelf, item, changes)
        boxes = [shelf.sprint(found, item.source, changes) for found in item.sprints]
        pairs: Values = {}
        had = had_versions.get(row.pk, [])
        if not item.gives("fix_versions"):
            wanted += [pair for pair in had if pair[1] == "fix"]
        if not item.gives("affects_versions"):
            wanted += [pair for pair in had if pair[1] == "affects"]
        if row.pk not in fresh and not had and [number for number, _ in wanted] == [row.release_id]:
            wanted = []  # in its release without a version of the tracker
        if wanted != (before := had):
            pairs["versions"] = [before, wanted]
            versions += [(workspace, row.pk, number, relation) for number, relation in wanted]
        if item.gives("sprints") and boxes != (inside := had_sprints.get(row.pk, [])):
            pairs["sprints"] = [inside, boxes]
            sprints += [(workspace, row.pk, number) for number in boxes]
        if pairs and row.pk not in fresh:
            _replace(course, row, pairs, changes)
    bulk.insert_values(models.ItemRelease, ("workspace", "item", "release", "relation"), versions)
    bulk.insert_values(models.ItemSprint, ("workspace", "item", "sprint"), sprints)


def _count(course: Course, item: ImportedItem) -> None:
    tally = course.tally
    tally.fix_versions += len(item.fix_versions)
    tally.affects_versions += len(item.affects_versions)
    tally.sprint_memberships += len(item.sprints)
    tally.comment_dates += len(item.comment_dates)


def _wanted_versions(shelf: Shelf, item: ImportedItem, changes: list[Change]) -> list[tuple[int, str]]:
    """Number and relation of each release that an item names."""
    named = [(version, "fix") for version in item.fix_versions]
    named += [(version, "affects") for version in item.affects_versions]
    return [(shelf.release(version, item.source, changes), relation) for version, relation in named]


def _replace(course: Course, row: models.Item, pairs: Values, changes: list[Change]) -> None:
    """Take away what an item had, and tell what it has instead."""
    if "versions" in pairs:
        row.versions.all().delete()
    if "sprints" in pairs:
        row.sprints.all().delete()
    course.tally.changed.add(row.pk)
    changes.append(again(row.pk, titled(row), pairs))


def _versions_of(numbers: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """(release, relation) of each item that has any, in the order they were given."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = models.ItemRelease.objects.filter(item_id__in=numbers)
    for number, release, relation in rows.values_list("item_id", "release_id", "relation"):
        found.setdefault(number, []).append((release, relation))
    return found


def _sprints_of(numbers: Sequence[int]) -> dict[int, list[int]]:
    """Sprints of each item that is in any."""
    found: dict[int, list[int]] = {}
    rows = models.ItemSprint.objects.filter(item_id__in=numbers)
    for number, sprint in rows.values_list("item_id", "sprint_id"):
        found.setdefault(number, []).append(sprint)
    return found
