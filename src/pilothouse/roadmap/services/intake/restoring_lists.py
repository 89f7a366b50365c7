"""Versions, sprints and links from before an import, written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules

LISTS = ("versions", "sprints", "links", "labels", "people", "custom_ids")  # what is no column of an item
_SCOPE = ("workspace_id", "source", "source_product_id")  # within it a source calls an item by one name


def restore_lists(rows: Mapping[int, models.Item], before: Mapping[int, Mapping[str, Any]]) -> None:
    """Versions, sprints and links as they were."""
    had = {name: {n: values[name] for n, values in before.items() if name in values} for name in LISTS}
    releases = rules.alive(models.Release, (each[0] for one in had["versions"].values() for each in one))
    sprints = rules.alive(models.Sprint, (each for one in had["sprints"].values() for each in one))
    models.ItemRelease.objects.filter(item_id__in=had["versions"]).delete()
    bulk.insert(
        [
            models.ItemRelease(**_owner(rows[number]), release_id=release, relation=relation)
            for number, one in had["versions"].items()
            for release, relation in one
            if release in releases
        ]
    )
    models.ItemSprint.objects.filter(item_id__in=had["sprints"]).delete()
    bulk.insert(
        [
            models.ItemSprint(**_owner(rows[number]), sprint_id=sprint)
            for number, one in had["sprints"].items()
            for sprint in one
            if sprint in sprints
        ]
    )
    _restore_links(rows, had["links"])


def _restore_links(rows: Mapping[int, models.Item], had: Mapping[int, Sequence[Any]]) -> None:
    models.Link.objects.filter(item_id__in=had).delete()
    names = {key for one in had.values() for _, key in one}
    targets: dict[tuple[int, str, int | None, str], int] = {}
    for part in bulk.portions(sorted(names)):
        found = models.Item.objects.filter(external_id__in=part)
        for number, *scope in found.values_list("pk", *_SCOPE, "external_id"):
            targets[tuple(scope)] = number
    bulk.insert(
        [
            models.Link(
                **_owner(rows[number]),
                verb=verb,
                target_key=key,
                target_id=targets.get((*(getattr(rows[number], name) for name in _SCOPE), key)),
            )
            for number, one in had.items()
            for verb, key in one
        ]
    )


def _owner(row: models.Item) -> dict[str, int]:
    return {"workspace_id": row.workspace_id, "item_id": row.pk}
