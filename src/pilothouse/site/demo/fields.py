"""Statuses, labels, priorities and custom fields of the demo's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.queries import ItemFilter
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered


def add_fields(done: Entered, at: datetime) -> None:
    """What items can have, before there are any."""
    own = done.content.fields
    for row in own["status"]:
        roadmap.add_status(**done.by(at), **row)
    for row in own["label"]:
        roadmap.add_label(**done.by(at), **row)
    for row in own["field"]:
        roadmap.add_custom_field(**done.by(at), **row)


def fill_fields(done: Entered, at: datetime) -> None:
    """What the items have of it: each line of the file is one act."""
    for row in done.content.fields["given"]:
        ids = [done.items[name] for name in row["items"]]
        roadmap.bulk_change(**done.by(at), ids=ids, values=_values(row))


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "priority" in row:
        values["priority"] = row["priority"]
    if "labels" in row:
        values["add_labels"] = row["labels"]
    if "customers" in row:
        values["custom"] = {"Customers asking": row["customers"]}
    return values


def review_one(done: Entered, at: datetime) -> None:
    """The work of Atlas that is furthest is being reviewed."""
    atlas = ItemFilter(status="in_progress", product=done.products["ATL"], level="task")
    rows = queries.items_page(actor=done.actor, narrow=atlas, sort="-progress", size=1).rows
    if rows:
        roadmap.bulk_change(**done.by(at), ids=[rows[0].id], values={"status": "In review"})
