"""Which fields of an item can be set, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.text import known as only
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.rows import find

EDITABLE = (
    "level",
    "kind",
    "title",
    "description",
    "status",
    "own_status_id",
    "priority",
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
    "components",
    "started_on",
    "parent_id",
)


# What an item has in rows of their own, and what changes it there.
BESIDE = ("labels", "add_labels", "remove_labels", "people", "add_people", "remove_people", "custom")


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the item's own row holds, and what stands in rows beside it."""
    return (
        {name: value for name, value in values.items() if name not in BESIDE},
        {name: value for name, value in values.items() if name in BESIDE},
    )


def checked(
    *, known: Known, now: datetime, values: Mapping[str, Any], row: models.Item | None, product_id: int
) -> dict[str, Any]:
    """`values` of the item's own row judged by every rule, references looked up within the workspace.
    `parent_key` may stand for `parent_id`, and a name of the workspace's own for a status."""
    found = dict(values)
    if "parent_key" in found:
        key = found.pop("parent_key")
        found["parent_id"] = find(known.actor, key).pk if key else None
    only(found, EDITABLE)
    if "priority" in found:
        found["priority"] = found["priority"] or None
    found = known.status_values(rules.clean_texts(found), row)
    rules.check_fields(found, row=row, today=now.date())
    known.check_references(found, product_id)
    check_place(known.actor, found, row, product_id)
    return found


def check_place(actor: Actor, values: Mapping[str, Any], row: models.Item | None, product_id: int) -> None:
    """Parent and level fit together, upwards and downwards, whichever of the two changes."""
    level = str(values.get("level") or (row.level if row else "task"))
    parent = values.get("parent_id", row.parent_id if row else None)
    moved = row is None or parent != row.parent_id or level != row.level
    if moved and parent is not None:
        rules.check_parent(actor.workspace_id, row, int(parent), level, product_id)
    if row is not None and level != row.level:
        rules.check_parts(row, level)
