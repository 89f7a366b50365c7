"""Which fields of an item can be set, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
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
    actor: Actor, now: datetime, values: dict[str, Any], *, row: models.Item | None, product_id: int
) -> dict[str, Any]:
    """`values` judged by every rule, references looked up within the workspace."""
    if "parent_key" in values:
        key = values.pop("parent_key")
        values["parent_id"] = find(actor, key).pk if key else None
    if unknown := sorted(set(values) - set(EDITABLE)):
        raise Invalid(
            f"'{unknown[0]}' cannot be set.", where=unknown[0], cure=f"Give one of: {', '.join(EDITABLE)}."
        )
    values = rules.clean_texts(values)
    rules.check_fields(values, row=row, today=now.date())
    if values.get("release_id") is not None:
        release = models.Release.objects.filter(
            workspace_id=actor.workspace_id, pk=values["release_id"]
        ).first()
        if release is None or release.product_id != product_id:
            raise NotFound(
                "There is no such release of this product.", where="release", cure="Choose another."
            )
    if values.get("owner_id") is not None and values["owner_id"] not in team.names(actor=actor):
        raise NotFound("There is no such person.", where="owner", cure="Choose somebody of the team.")
    if values.get("team_id") is not None and values["team_id"] not in {t.id for t in team.teams(actor=actor)}:
        raise NotFound("There is no such team.", where="team", cure="Choose another.")
    _check_place(actor, values, row, product_id)
    return values


def _check_place(actor: Actor, values: Mapping[str, Any], row: models.Item | None, product_id: int) -> None:
    """Parent and level fit together, upwards and downwards, whichever of the two changes."""
    level = str(values.get("level") or (row.level if row else "task"))
    parent = values.get("parent_id", row.parent_id if row else None)
    moved = row is None or parent != row.parent_id or level != row.level
    if moved and parent is not None:
        rules.check_parent(actor.workspace_id, row, int(parent), level, product_id)
    if row is not None and level != row.level:
        rules.check_parts(row, level)
