"""Snapshots by hand, for tests that need no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pilothouse.roadmap.queries.snapshot import (
    Colleague,
    OpenItem,
    OpenProduct,
    OpenRelease,
    Snapshot,
    WorkingDays,
)

MONDAY = date(2026, 1, 12)
WEEKDAYS = WorkingDays("", "", (0, 1, 2, 3, 4), ())
_ITEM = OpenItem(
    id=0,
    product_id=1,
    key="",
    title="",
    parent_id=None,
    release_id=None,
    is_started=False,
    started_on=None,
    milestone=False,
    low=None,
    likely=None,
    high=None,
    story_points=None,
    progress=0.0,
    earliest_start=None,
    deadline=None,
    deadline_hard=False,
    cost_of_delay=None,
    value=None,
    priority=None,
    mandatory=False,
    owner_id=None,
    team_id=None,
)


def item(id: int, days: float | None = 2.0, **values: Any) -> OpenItem:
    """An item estimated at `days`, or not at all."""
    sized = {} if days is None else {"low": days, "likely": days, "high": days}
    return replace(_ITEM, id=id, key=f"APP-{id}", title=f"Item {id}", **(sized | values))


def colleague(id: int, **values: Any) -> Colleague:
    """Somebody who works full time and has skill 1 at level 4."""
    full = Colleague(
        id=id,
        name=f"Person {id}",
        availability=1.0,
        joins_on=None,
        leaves_on=None,
        country="",
        subdivision="",
        ramp_weeks=0,
        skills=((1, 4),),
        absences=(),
        team_id=None,
        day_rate=None,
    )
    return replace(full, **values)


def release(id: int, target_on: date | None = None, **values: Any) -> OpenRelease:
    return OpenRelease(id=id, product_id=1, name=f"{id}.0", target_on=target_on, growing=False, **values)


def taken(*items: OpenItem, **values: Any) -> Snapshot:
    """A snapshot of `items`, with two people where none are given."""
    numbers = dict.fromkeys(row.product_id for row in items)
    empty = Snapshot(
        mode="balanced",
        products=tuple(OpenProduct(number, f"P{number}", f"Product {number}") for number in numbers),
        allocations=(),
        team_shares=(),
        items=items,
        links=(),
        since=(),
        finished_parents=(),
        releases=(),
        people=(colleague(101), colleague(102)),
        calendar=WEEKDAYS,
        histories=(),
        skills=((1, "Go"),),
    )
    return replace(empty, **values)
