"""Releases and items."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import Need
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered

_PLAIN = ("title", "kind", "description", "milestone", "mandatory", "value")
_DAYS = {"deadline": "deadline", "earliest": "earliest_start"}


def enter_release(
    done: Entered, at: datetime, product: str, *, name: str, about: str, target: date | None = None
) -> None:
    """A release, with the day it aims at where that is known."""
    made = roadmap.add_release(
        **done.by(at), product_id=done.products[product], name=name, target_on=target, description=about
    )
    done.releases[name] = made.id


def enter_items(done: Entered, at: datetime, product: str, rows: Iterable[Row]) -> None:
    """Items with their needs; what they wait for is entered once that is there."""
    batch: list[Row] = []
    for row in rows:
        if any(row.get("parent") == one["id"] for one in batch):
            _enter(done, at, product, batch)
            batch = []
        batch.append(row)
    _enter(done, at, product, batch)


def _enter(done: Entered, at: datetime, product: str, batch: list[Row]) -> None:
    rows = [_values(done, row) for row in batch]
    added = roadmap.add_items(**done.by(at), product_id=done.products[product], rows=rows)
    for row, item in zip(batch, added, strict=True):
        done.keys[row["id"]] = item.key
        done.items[row["id"]] = item.id


def _values(done: Entered, row: Row) -> dict[str, Any]:
    worked_on = row["level"] in ("feature", "task")
    values: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    values |= {"level": row["level"], "status": "ready" if worked_on else "backlog"}
    values.setdefault("kind", "build" if "effort" in row else "other")
    values["needs"] = [Need(done.skills[skill], level, many) for skill, level, many in row.get("needs", ())]
    if "effort" in row:
        values |= estimate(row["effort"])
    if "parent" in row:
        values["parent_key"] = done.keys[row["parent"]]
    if "release" in row:
        values["release_id"] = done.releases[row["release"]]
    if "owner" in row:
        values["owner_id"] = done.people[row["owner"]]
    if "cost_of_delay" in row:
        values["cost_of_delay_cents"] = done.content.minor(row["cost_of_delay"])
    return values | {field: done.days.on(row[name]) for name, field in _DAYS.items() if name in row}


def estimate(points: Iterable[float]) -> dict[str, float]:
    """Low, likely and high as fields of an item."""
    return dict(zip(("low", "likely", "high"), map(float, points), strict=True))


def enter_waits(done: Entered, at: datetime, rows: Iterable[Row]) -> None:
    """What items wait for, of whichever product it is."""
    for row in rows:
        for before, kind, lag in waits(row):
            roadmap.add_dependency(
                **done.by(at),
                predecessor=done.keys[before],
                successor=done.keys[row["id"]],
                kind=kind,
                lag_days=lag,
            )


def waits(row: Row) -> list[tuple[str, str, float]]:
    """Predecessor, type and lag of each of an item's dependencies: 'a' waits for its end, 'a:SS+3' begins
    three days after its start."""
    parts = [text.partition(":") for text in row.get("after", ())]
    return [(before, rest[:2] or "FS", float(rest[2:] or 0)) for before, _, rest in parts]
