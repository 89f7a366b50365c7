"""Versions and sprints of imported items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.tally import Tally


def memberships(
    actor: Actor,
    rows: Sequence[tuple[ImportedItem, models.Item]],
    fresh: set[int],
    shelf: Shelf,
    tally: Tally,
    changes: list[Change],
) -> None:
    """Versions and sprints of each item; for items that were here before, replaced when they differ."""
    old = [row.pk for _, row in rows if row.pk not in fresh]
    had_versions, had_sprints = _versions_of(old), _sprints_of(old)
    versions: list[models.ItemRelease] = []
    sprints: list[models.ItemSprint] = []
    for item, row in rows:
        tally.fix_versions += len(item.fix_versions)
        tally.affects_versions += len(item.affects_versions)
        tally.sprint_memberships += len(item.sprints)
        tally.comment_dates += len(item.comment_dates)
        named = [(version, "fix") for version in item.fix_versions]
        named += [(version, "affects") for version in item.affects_versions]
        wanted = [(shelf.release(version, item.source, changes), relation) for version, relation in named]
        boxes = [shelf.sprint(found, item.source, changes) for found in item.sprints]
        pairs: dict[str, list[Any]] = {}
        if wanted != had_versions.get(row.pk, []):
            pairs["versions"] = [had_versions.get(row.pk, []), wanted]
            versions += [
                models.ItemRelease(
                    workspace_id=actor.workspace_id, item_id=row.pk, release_id=number, relation=relation
                )
                for number, relation in wanted
            ]
        if boxes != had_sprints.get(row.pk, []):
            pairs["sprints"] = [had_sprints.get(row.pk, []), boxes]
            sprints += [
                models.ItemSprint(workspace_id=actor.workspace_id, item_id=row.pk, sprint_id=number)
                for number in boxes
            ]
        if pairs and row.pk not in fresh:
            if "versions" in pairs:
                row.versions.all().delete()
            if "sprints" in pairs:
                row.sprints.all().delete()
            tally.changed.add(row.pk)
            title = f"{row.key} {row.title}"
            changes.append(Change("item.imported_again", Ref("roadmap.item", row.pk), title, pairs))
    models.ItemRelease.objects.bulk_create(versions, batch_size=400)
    models.ItemSprint.objects.bulk_create(sprints, batch_size=400)


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
