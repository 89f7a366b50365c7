"""Reads a plan written by hand in TOML: people, items, releases. See docs/guides/plan-file.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps, public_holidays
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.table import Table
from pilothouse.engine.schedule.problem import (
    KINDS,
    Dependency,
    Effort,
    Group,
    Item,
    Need,
    Person,
    Problem,
)

_HORIZON = 780  # working days for which absences and holidays are looked up: three years
_YEARS = 4
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TOP = frozenset(
    {"title", "start", "country", "subdivision", "weekdays", "closed", "person", "item", "release"}
)
_PERSON = frozenset(
    {"id", "name", "skills", "availability", "absences", "joins", "leaves", "country", "subdivision"}
)
_ITEM = frozenset(
    {"id", "title", "effort", "duration", "needs", "people", "after", "earliest", "fixed", "deadline", "hard"}
    | {"weight", "release", "progress"}
)
_RELEASE = frozenset({"id", "title", "deadline"})
_AFTER = re.compile(r"^(?P<id>.+?)(?::(?P<kind>[A-Z]{2})(?P<lag>[+-]\d+(?:\.\d+)?)?)?$")


@dataclass(frozen=True)
class PlanFile:
    """A problem with the clock that turns its days into dates."""

    problem: Problem
    clock: PlanClock
    title: str


def read_plan(text: str, *, name: str = "file") -> PlanFile:
    """The plan in `text`. Raises `InvalidProblem` naming table, key and cure."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProblem(f"This is not TOML: {error}.", where=name, cure="Mend that line.") from None
    except (ValueError, RecursionError):
        raise InvalidProblem(
            "It holds a number with thousands of digits, or lists a thousand deep.",
            where=name,
            cure="Mend that value.",
        ) from None
    top = Table(data, name, _TOP)
    start = top.day("start")
    if start is None:
        raise top.wrong("start", "The plan has no start date.", "Add a line such as start = 2027-01-04.")
    clock = PlanClock(start, _calendar(top, start))
    people = tuple(_person(row, clock, top) for row in _tables(top, "person", "name", _PERSON))
    rows = _tables(top, "item", "title", _ITEM)
    releases = _tables(top, "release", "title", _RELEASE)
    items = tuple(_item(row, clock) for row in rows)
    known = {item.id for item in items}
    edges = tuple(edge for row in rows for edge in _after(row, known))
    problem = Problem(items, people, edges, (), _groups(releases, rows, clock))
    return PlanFile(problem, clock, top.text("title", name))


def _tables(top: Table, key: str, title: str, known: frozenset[str]) -> list[Table]:
    found = []
    for number, row in enumerate(top.listed(key), 1):
        if not isinstance(row, Mapping):
            raise top.wrong(key, f"'{key}' must be tables.", f"Write [[{key}]] before each.")
        label = row.get(title) or row.get("id")
        found.append(Table(row, f"{key} '{label}'" if label else f"{key} {number}", known))
    return found


def _calendar(top: Table, start: date) -> WorkCalendar:
    words = [word.strip().lower()[:3] for word in top.texts("weekdays")] or list(_WEEKDAYS[:5])
    if not set(words) <= set(_WEEKDAYS):
        raise top.wrong("weekdays", "That is no weekday.", 'Write weekdays = ["mon", "tue"].')
    closed = {top.as_date("closed", value) for value in top.listed("closed")}
    return WorkCalendar(
        frozenset(_WEEKDAYS.index(word) for word in words), frozenset(closed | set(_holidays(top, start)))
    )


def _holidays(table: Table, start: date) -> Sequence[date]:
    """Public holidays of the table's country in the years of the plan; none without a country."""
    if not table.has("country"):
        return ()
    region = table.text("subdivision") if table.has("subdivision") else None
    try:
        return tuple(
            public_holidays(table.text("country"), range(start.year, start.year + _YEARS), subdivision=region)
        )
    except InvalidProblem as error:
        raise table.wrong("country", error.message, error.cure) from None


def _person(row: Table, clock: PlanClock, top: Table) -> Person:
    name = row.text("name", row.text("id") if row.has("id") else None)
    skills = row.values.get("skills", {})
    if not isinstance(skills, Mapping):
        raise row.wrong("skills", "'skills' is not a table.", "Write skills = { Go = 4 }.")
    levels = Table(skills, f"{row.place}, skills", frozenset(skills))
    closed = [_absence(row, pair) for pair in row.listed("absences")]
    if row.has("country"):
        closed += [(day, day) for day in _holidays(row, clock.start)]
    joins, leaves = row.day("joins"), row.day("leaves")
    if joins and leaves and leaves < joins:
        raise row.wrong("leaves", f"{name} leaves before joining.", "Swap the two dates.")
    return Person(
        id=row.text("id", name),
        name=name,
        skills={skill: levels.number(skill, 3, most=5) for skill in skills},
        capacity=capacity_steps(
            clock,
            horizon_days=_HORIZON,
            fraction=row.number("availability", 1.0, most=1.0),
            closed=closed,
            joins=joins,
            leaves=leaves,
        ),
    )


def _absence(row: Table, pair: Any) -> tuple[date, date]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise row.wrong(
            "absences",
            "An absence is a first and a last date.",
            "Write absences = [[2027-02-01, 2027-02-05]].",
        )
    first, last = (row.as_date("absences", day) for day in pair)
    if last < first:
        raise row.wrong("absences", "An absence ends before it begins.", "Swap the two dates.")
    return first, last


def _item(row: Table, clock: PlanClock) -> Item:
    identity = row.text("id")
    earliest, fixed, deadline = row.day("earliest"), row.day("fixed"), row.day("deadline")
    if deadline is not None and deadline < clock.start:
        raise row.wrong("deadline", f"{deadline} lies before the plan's start.", "Give a later date.")
    if fixed is not None and fixed < clock.start:
        raise row.wrong("fixed", f"{fixed} lies before the plan's start.", "Drop it, and state the progress.")
    left = 1.0 - row.number("progress", 0.0, most=1.0)
    return Item(
        id=identity,
        title=row.text("title", identity),
        effort=_estimate(row, "effort", left),
        duration=_estimate(row, "duration", left),
        needs=tuple(_need(row, value) for value in row.listed("needs")),
        people=tuple(row.texts("people")),
        earliest=max(0.0, clock.day_of(earliest)) if earliest else 0.0,
        deadline=clock.end_of(deadline) if deadline else None,
        deadline_hard=row.flag("hard"),
        weight=row.number("weight", 1.0),
        fixed_start=clock.day_of(fixed) if fixed else None,
    )


def _estimate(row: Table, key: str, left: float) -> Effort | None:
    """`[low, likely, high]` or one number, less what is done."""
    if not row.has(key):
        return None
    value = row.values[key]
    points = value if isinstance(value, list) else [value, value, value]
    if len(points) != 3 or any(isinstance(day, bool) or not isinstance(day, int | float) for day in points):
        raise row.wrong(key, f"'{key}' needs low, likely and high.", f"Write {key} = [2, 3, 5].")
    Effort(*points).check(f"{row.place}, {key}")
    return Effort(*(day * left for day in points))


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


def _after(row: Table, known: set[str]) -> list[Dependency]:
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


def _groups(rows: list[Table], items: list[Table], clock: PlanClock) -> tuple[Group, ...]:
    groups = []
    for row in rows:
        identity, deadline = row.text("id"), row.day("deadline")
        members = tuple(item.text("id") for item in items if item.values.get("release") == identity)
        end = clock.end_of(deadline) if deadline else None
        groups.append(Group(identity, members, end, row.text("title", identity)))
    known = {group.id for group in groups}
    for item in items:
        if item.has("release") and item.text("release") not in known:
            raise item.wrong(
                "release",
                f"The release '{item.text('release')}' does not exist.",
                "Add [[release]] with that id.",
            )
    return tuple(groups)
