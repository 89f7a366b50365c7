"""Items as rows: how one is found, pointed at and named."""

from __future__ import annotations

from pilothouse.kit import versions
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models


def find(actor: Actor, key: str) -> models.Item:
    """The row with `key`. Raises `NotFound`, alike for one of another workspace."""
    if not key.strip():
        raise NotFound("No item is chosen.", cure="Type a part of its title, and choose it.")
    row = models.Item.objects.filter(workspace_id=actor.workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    return row


def ref(row: models.Item) -> Ref:
    return Ref("roadmap.item", row.pk)


def titled(row: models.Item) -> str:
    """How the journal names an item."""
    return f"{row.key} {row.title}"


def bump(row: models.Item, version: int | None) -> None:
    """Count one more version, unless `version` is not the present one or somebody got in between."""
    versions.claim(row, expected=version)
