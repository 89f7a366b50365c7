"""Reads a plan written by hand in TOML: people, items, releases. The form is in docs/algorithms/planfile.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps, public_holidays
from pilothouse.engine.errors import InvalidProblem
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

_HORIZON = 780
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_TOP = {"start", "country", "subdivision", "weekdays", "closed", "person", "item", "release", "title"}
_PERSON = {"id", "name", "skills", "availability", "absences", "joins", "leaves", "country", "subdivision"}
_ITEM = {
    "id", "title", "effort", "duration", "needs", "people", "after", "earliest", "deadline", "hard", "weight",
    "release", "progress",
}  # fmt: skip
_RELEASE = {"id", "title", "deadline"}


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
    _known(data, _TOP, name)
    start = _date(data, "start", name)
    if start is None:
        raise InvalidProblem(
            "The plan has no start date.", where=name, cure="Add a line such as start = 2027-01-04."
        )
    clock = PlanClock(start, _calendar(data, start, name))
    people = tuple(_person(row, clock, data) for row in _tables(data, "person", name))
    rows = _tables(data, "item", name)
    items = tuple(_item(row, clock) for row in rows)
    known = {item.id for item in items}
    edges = tuple(edge for row in rows for edge in _after(row, known))
    groups = _groups(_tables(data, "release", name), rows, clock)
    return PlanFile(Problem(items, people, edges, (), groups), clock, str(data.get("title", name)))


def _known(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise InvalidProblem(
                f"The key '{key}' is not known.", where=where, cure=f"Known are: {', '.join(sorted(keys))}."
            )


def _tables(data: Mapping[str, Any], key: str, name: str) -> list[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidProblem(f"'{key}' must be tables.", where=name, cure=f"Write [[{key}]] before each.")
    return rows


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidProblem(f"'{key}' is missing or no text.", where=where, cure=f'Add {key} = "…".')
    return value


def _number(row: Mapping[str, Any], key: str, default: float, where: str) -> float:
    value = row.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidProblem(f"'{key}' must be a number.", where=where)
    return float(value)


def _date(row: Mapping[str, Any], key: str, where: str) -> date | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise InvalidProblem(f"'{key}' is not a date.", where=where, cure="Write it as 2027-01-31.")


def _calendar(data: Mapping[str, Any], start: date, name: str) -> WorkCalendar:
    words = data.get("weekdays", ["mon", "tue", "wed", "thu", "fri"])
    if not isinstance(words, list) or not all(word in _WEEKDAYS for word in words):
        raise InvalidProblem(
            "'weekdays' must list days.", where=name, cure='Write weekdays = ["mon", "tue"].'
        )
    closed = [
        day for day in (_date({"closed": value}, "closed", name) for value in data.get("closed", [])) if day
    ]
    return WorkCalendar.from_country(
        data.get("country"),
        range(start.year, start.year + 4),
        subdivision=data.get("subdivision"),
        weekdays=frozenset(_WEEKDAYS[word] for word in words),
        extra_closed=closed,
    )


def _person(row: Mapping[str, Any], clock: PlanClock, data: Mapping[str, Any]) -> Person:
    label = str(row.get("name") or row.get("id") or "person")
    _known(row, _PERSON, label)
    skills = row.get("skills", {})
    if not isinstance(skills, dict):
        raise InvalidProblem("'skills' must be a table.", where=label, cure="Write skills = { Go = 4 }.")
    closed: list[tuple[date, date]] = []
    for pair in row.get("absences", []):
        if not isinstance(pair, list) or len(pair) != 2:
            raise InvalidProblem(
                "An absence is a first and a last date.",
                where=label,
                cure="Write [[2027-02-01, 2027-02-05]].",
            )
        first, last = (_date({"absences": day}, "absences", label) for day in pair)
        assert first is not None and last is not None
        if last < first:
            raise InvalidProblem("An absence ends before it begins.", where=label, cure="Swap the two dates.")
        closed.append((first, last))
    if row.get("country") and row.get("country") != data.get("country"):
        years = range(clock.start.year, clock.start.year + 4)
        closed += [
            (day, day) for day in public_holidays(row["country"], years, subdivision=row.get("subdivision"))
        ]
    return Person(
        id=str(row.get("id") or _text(row, "name", label)),
        name=label,
        skills={str(skill): _number(skills, skill, 0, label) for skill in skills},
        capacity=capacity_steps(
            clock,
            horizon_days=_HORIZON,
            fraction=_number(row, "availability", 1.0, label),
            closed=closed,
            joins=_date(row, "joins", label),
            leaves=_date(row, "leaves", label),
        ),
    )


def _estimate(row: Mapping[str, Any], key: str, where: str, left: float) -> Effort | None:
    value = row.get(key)
    if value is None:
        return None
    points = value if isinstance(value, list) else [value, value, value]
    if len(points) != 3 or any(
        isinstance(point, bool) or not isinstance(point, int | float) for point in points
    ):
        raise InvalidProblem(
            f"'{key}' needs low, likely and high.", where=where, cure=f"Write {key} = [2, 3, 5]."
        )
    Effort(*points).check(where)
    return Effort(*(point * left for point in points))


def _item(row: Mapping[str, Any], clock: PlanClock) -> Item:
    identity = _text(row, "id", str(row.get("title", "item")))
    title = str(row.get("title", identity))
    _known(row, _ITEM, title)
    earliest, deadline = _date(row, "earliest", title), _date(row, "deadline", title)
    progress = _number(row, "progress", 0.0, title)
    if not 0 <= progress <= 1:
        raise InvalidProblem("'progress' lies outside 0 to 1.", where=title)
    return Item(
        id=identity,
        title=title,
        effort=_estimate(row, "effort", title, 1 - progress),
        duration=_estimate(row, "duration", title, 1 - progress),
        needs=tuple(_need(value, title) for value in row.get("needs", [])),
        people=tuple(str(name) for name in row.get("people", [])),
        earliest=max(0.0, clock.day_of(earliest)) if earliest else 0.0,
        deadline=clock.end_of(deadline) if deadline else None,
        deadline_hard=bool(row.get("hard", False)),
        weight=_number(row, "weight", 1.0, title),
    )


def _need(value: Any, where: str) -> Need:
    if isinstance(value, str):
        return Need(value, 1.0)
    if isinstance(value, list) and 1 <= len(value) <= 3 and isinstance(value[0], str):
        numbers = [*value[1:], *(1, 1)[len(value) - 1 :]]
        if all(isinstance(number, int | float) and number >= 0 for number in numbers) and numbers[1] == int(
            numbers[1]
        ):
            return Need(value[0], float(numbers[0]), int(numbers[1]))
    raise InvalidProblem(
        "A need is a skill, a level and a number of people.",
        where=where,
        cure='Write needs = [["Go", 3, 1]].',
    )


def _after(row: Mapping[str, Any], known: set[str]) -> list[Dependency]:
    """`after = ["a", "b:SS+3"]`: ids, with type and lag in working days where it is not FS."""
    found = []
    where = str(row.get("title", row["id"]))
    for text in row.get("after", []):
        before, _, rest = str(text).partition(":")
        kind, lag = (rest[:2] or "FS"), (rest[2:] or "0")
        if before not in known:
            raise InvalidProblem(
                f"It waits for the unknown item '{before}'.", where=where, cure="Use the id of an item."
            )
        try:
            number = float(lag)
        except ValueError:
            number = float("nan")
        if kind not in KINDS or number != number:
            raise InvalidProblem(
                f"'{text}' is not a dependency.", where=where, cure='Write "id" or "id:SS+3".'
            )
        found.append(Dependency(before, str(row["id"]), kind, number))
    return found


def _groups(
    rows: list[Mapping[str, Any]], items: list[Mapping[str, Any]], clock: PlanClock
) -> tuple[Group, ...]:
    groups = []
    for row in rows:
        identity = _text(row, "id", str(row.get("title", "release")))
        _known(row, _RELEASE, identity)
        members = tuple(str(item["id"]) for item in items if item.get("release") == identity)
        deadline = _date(row, "deadline", identity)
        end = clock.end_of(deadline) if deadline else None
        groups.append(Group(identity, members, end, str(row.get("title", identity))))
    known = {group.id for group in groups}
    for item in items:
        if item.get("release") and item["release"] not in known:
            raise InvalidProblem(
                f"The release '{item['release']}' does not exist.",
                where=str(item.get("title", item["id"])),
                cure="Add [[release]].",
            )
    return tuple(groups)
