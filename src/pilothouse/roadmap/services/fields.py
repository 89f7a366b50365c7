"""Which fields of an item can be set, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.text import known
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.rows import find
from pilothouse.team import queries as team

EDITABLE = (
    "level",
    "kind",
    "title",
    "description",
    "status",
    "rank",
    "low",
    "likely",
    "high",
    "story_points",
    "progress",
    "earliest_start",
    "deadline",
    "deadline_hard",
    "cost_of_delay_cents",
    "value",
    "mandatory",
    "milestone",
    "release_id",
    "owner_id",
    "team_id",
    "labels",
    "components",
    "started_on",
    "parent_id",
)


def checked(
    *, actor: Actor, now: datetime, values: Mapping[str, Any], row: models.Item | None, product_id: int
) -> dict[str, Any]:
    """`values` judged by every rule, references looked up within the workspace. `parent_key` may stand for
    `parent_id`."""
    found = dict(values)
    if "parent_key" in found:
        key = found.pop("parent_key")
        found["parent_id"] = find(actor, key).pk if key else None
    known(found, EDITABLE)
    found = rules.clean_texts(found)
    rules.check_fields(found, row=row, today=now.date())
    _check_references(actor, found, product_id)
    _check_place(actor, found, row, product_id)
    return found


def _check_references(actor: Actor, values: Mapping[str, Any], product_id: int) -> None:
    release, owner, group = (values.get(name) for name in ("release_id", "owner_id", "team_id"))
    if release is not None:
        rows = models.Release.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
        if not rows.filter(pk=release).exists():
            raise NotFound(
                "There is no such release of this product.", where="release", cure="Choose another."
            )
    if owner is not None and owner not in team.names(actor=actor):
        raise NotFound("There is no such person.", where="owner", cure="Choose someone of the team.")
    if group is not None and group not in {row.id for row in team.teams(actor=actor)}:
        raise NotFound("There is no such team.", where="team", cure="Choose another.")


def _check_place(actor: Actor, values: Mapping[str, Any], row: models.Item | None, product_id: int) -> None:
    """Parent and level fit together, upwards and downwards, whichever of the two changes."""
    level = str(values.get("level") or (row.level if row else "task"))
    parent = values.get("parent_id", row.parent_id if row else None)
    moved = row is None or parent != row.parent_id or level != row.level
    if moved and parent is not None:
        rules.check_parent(actor.workspace_id, row, int(parent), level, product_id)
    if row is not None and level != row.level:
        rules.check_parts(row, level)
