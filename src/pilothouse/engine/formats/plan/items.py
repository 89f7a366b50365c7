"""The items of a plan file: work, ways to do it, and what it waits for."""

from __future__ import annotations

import re
from typing import Any

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.formats.plan.table import MONEY, Table
from pilothouse.engine.schedule.problem import KINDS, Alternative, Dependency, Effort, Item, Need

_WAY = frozenset({"effort", "duration", "needs", "people", "uses", "cost"})
ITEM = _WAY | frozenset(
    {"id", "title", "after", "earliest", "fixed", "deadline", "hard", "weight", "release", "progress"}
    | {"alternative", "optional", "value", "cost_of_delay"}
)
_ALTERNATIVE = _WAY | {"id"}
_AFTER = re.compile(r"^(?P<id>.+?)(?::(?P<kind>[A-Z]{2})(?P<lag>[+-]\d+(?:\.\d+)?)?)?$")
_MOST_UNITS = 1_000_000


def read_item(row: Table, clock: PlanClock) -> Item:
    identity = row.text("id")
    earliest, fixed, deadline = row.day("earliest"), row.day("fixed"), row.day("deadline")
    if deadline is not None and deadline < clock.start:
        raise row.wrong("deadline", f"{deadline} lies before the plan's start.", "Give a later date.")
    if fixed is not None and fixed < clock.start:
        raise row.wrong("fixed", f"{fixed} lies before the plan's start.", "Drop it, and state the progress.")
    if fixed is not None and not clock.calendar.is_working(fixed):
        works = clock.start_date(clock.day_of(fixed))
        raise row.wrong("fixed", f"No one works on {fixed}.", f"Give a working day; the next is {works}.")
    left = 1.0 - row.number("progress", 0.0, most=1.0)
    return Item(
        id=identity,
        title=row.text("title", identity),
        effort=_estimate(row, "effort", left),
        duration=_estimate(row, "duration", left),
        needs=tuple(_need(row, value) for value in row.listed("needs")),
        people=tuple(row.texts("people")),
        demands=_uses(row),
        earliest=max(0.0, clock.day_of(earliest)) if earliest else 0.0,
        deadline=clock.end_of(deadline) if deadline else None,
        deadline_hard=row.flag("hard"),
        weight=row.number("weight", 1.0),
        fixed_start=clock.day_of(fixed) if fixed else None,
        alternatives=tuple(
            _alternative(way, left) for way in row.tables("alternative", "id", _ALTERNATIVE, within=row.place)
        ),
        optional=row.flag("optional"),
        value=row.number("value", 0.0, most=MONEY),
        cost=row.number("cost", 0.0, most=MONEY),
        delay_cost=row.number("cost_of_delay", 0.0, most=MONEY),
    )


def read_after(row: Table, known: set[str]) -> list[Dependency]:
    """`after = ["a", "b:SS+3"]`: ids, with type and lag in working days where it is not FS."""
    found = []
    for text in row.texts("after"):
        parts = _AFTER.match(text)
        if text in known:
            before, kind, lag = text, "FS", 0.0
        elif parts is None or (parts["kind"] or "FS") not in KINDS:
            raise row.wrong("after", f"'{text}' is not a dependency.", 'Write "id", "id:SS" or "id:FS+3".')
        else:
            before, kind, lag = parts["id"], parts["kind"] or "FS", float(parts["lag"] or 0)
        if before not in known:
            raise row.wrong("after", f"It waits for the unknown item '{before}'.", "Use the id of an item.")
        found.append(Dependency(before, row.text("id"), next(k for k in KINDS if k == kind), lag))
    return found


def _alternative(row: Table, left: float) -> Alternative:
    return Alternative(
        id=row.text("id"),
        effort=_estimate(row, "effort", left),
        duration=_estimate(row, "duration", left),
        needs=tuple(_need(row, value) for value in row.listed("needs")),
        people=tuple(row.texts("people")),
        demands=_uses(row),
        cost=row.number("cost", 0.0, most=MONEY),
    )


def _estimate(row: Table, key: str, left: float) -> Effort | None:
    """`[low, likely, high]` or one number, less what is done."""
    if not row.has(key):
        return None
    effort = row.three_points(key)
    return Effort(*(day * left for day in (effort.low, effort.likely, effort.high)))


def _uses(row: Table) -> dict[str, int]:
    uses = row.table("uses", "Write uses = { rig = 1 }.")
    return {name: uses.whole(name, most=_MOST_UNITS) for name in uses.values}


def _need(row: Table, value: Any) -> Need:
    parts = [value] if isinstance(value, str) else value
    if isinstance(parts, list) and 1 <= len(parts) <= 3 and isinstance(parts[0], str):
        level = parts[1] if len(parts) > 1 else 1
        people = parts[2] if len(parts) > 2 else 1
        if (
            isinstance(level, int | float)
            and isinstance(people, int)
            and not isinstance(people, bool)
            and 0 <= level <= 5
            and 1 <= people <= 100
        ):
            return Need(parts[0], float(level), people)
    raise row.wrong(
        "needs",
        "A need is a skill, a level of 0 to 5 and a number of people.",
        'Write needs = [["Go", 3, 1]].',
    )
