"""Reads what a team is to be chosen from and for, written by hand in TOML. See docs/guides/team-files.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.plan.table import MONEY, Table
from pilothouse.engine.quantities import LEVEL
from pilothouse.engine.staffing.cover.problem import (
    KINDS,
    MOST_DAYS,
    MOST_MONTHS,
    Candidate,
    Cover,
    Critical,
    Demand,
)

_TOP = frozenset({"title", "months", "team", "person", "need", "critical"})
_TEAM = frozenset({"least", "most", "overlap", "hours", "move"})
_PERSON = frozenset(
    {"id", "name", "kind", "skills", "days", "from", "until", "cost", "monthly", "zone", "kept"}
)
_NEED = frozenset({"skill", "level", "month", "months", "days"})
_CRITICAL = frozenset({"skill", "level", "people"})


@dataclass(frozen=True)
class TeamFile:
    title: str
    cover: Cover


def read_team(text: str, *, name: str = "file") -> TeamFile:
    """The problem in `text`. Raises `InvalidProblem` naming table, key and cure."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProblem(
            f"It is no TOML: {error}.", where=name, cure="Fix the line; see docs/guides/team-files.md."
        ) from None
    top = Table(values, name, _TOP)
    months = _months(top)
    team = top.table("team", "Write [team].", _TEAM)
    people = tuple(_person(row, months) for row in top.tables("person", "name", _PERSON))
    demands = tuple(demand for row in top.tables("need", "skill", _NEED) for demand in _demands(row, months))
    critical = tuple(
        Critical(row.text("skill"), _level(row), row.whole("people", most=50) if row.has("people") else 2)
        for row in top.tables("critical", "skill", _CRITICAL)
    )
    cover = Cover(
        months,
        people,
        demands,
        critical,
        least=team.whole("least", most=2_000) if team.has("least") else 0,
        most=team.whole("most", most=2_000) if team.has("most") else None,
        overlap=team.number("overlap", 0.0, most=24.0) if team.has("overlap") else None,
        hours=team.number("hours", 8.0, most=24.0),
        move_price=team.number("move", 0.0, most=MONEY) if team.has("move") else None,
    )
    return TeamFile(top.text("title", name), cover)


def _months(top: Table) -> tuple[str, ...]:
    """`months = ["2027-01", "2027-02"]`, or a number of them."""
    value = top.values.get("months")
    if isinstance(value, list) and value and all(isinstance(row, str) and row.strip() for row in value):
        if len(set(value)) < len(value):
            raise top.wrong("months", "A month is named twice.", "Name each once.")
        return tuple(row.strip() for row in value)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_MONTHS:
        return tuple(f"month {month}" for month in range(1, value + 1))
    raise top.wrong(
        "months", "The months are missing.", 'Write months = ["2027-01", "2027-02"] or months = 6.'
    )


def _month(row: Table, key: str, value: Any, months: tuple[str, ...]) -> int:
    """A month by its name, or by its number from 1."""
    if isinstance(value, str) and value.strip() in months:
        return months.index(value.strip())
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= len(months):
        return value - 1
    raise row.wrong(
        key, f"There is no month '{value}'.", f"Use a name of 'months', or a number from 1 to {len(months)}."
    )


def _level(row: Table) -> float:
    return row.number("level", 1.0, least=LEVEL.low, most=LEVEL.most)


def _person(row: Table, months: tuple[str, ...]) -> Candidate:
    identity = row.text("id", row.text("name", None) if row.has("name") else None)
    kind = row.text("kind", "candidate")
    if kind not in KINDS:
        raise row.wrong("kind", f"'{kind}' is no kind of person.", f"Use {', '.join(KINDS)}.")
    skills = row.table("skills", "Write skills = { Go = 4 }.")
    days = _days(row, months)
    engaged = sum(day > 0 for day in days)
    return Candidate(
        id=identity,
        name=row.text("name", identity),
        kind=next(each for each in KINDS if each == kind),
        skills={skill: skills.number(skill, 3, most=LEVEL.most) for skill in skills.values},
        days=days,
        cost=row.number("cost", 0.0, most=MONEY) + row.number("monthly", 0.0, most=MONEY) * engaged,
        zone=row.number("zone", 0.0, least=-12.0, most=14.0),
        kept=row.flag("kept"),
    )


def _days(row: Table, months: tuple[str, ...]) -> tuple[float, ...]:
    """`days = 18` in each month, or one number for each; none before `from` and after `until`."""
    value = row.values.get("days")
    listed = value if isinstance(value, list) else [value] * len(months)
    if len(listed) != len(months):
        raise row.wrong(
            "days", f"{len(listed)} numbers are given for {len(months)} months.", "Give one for each month."
        )
    first = _month(row, "from", row.values["from"], months) if row.has("from") else 0
    last = _month(row, "until", row.values["until"], months) if row.has("until") else len(months) - 1
    if last < first:
        raise row.wrong("until", "It lies before 'from'.", "Swap the two months.")
    found = []
    for month, day in enumerate(listed):
        if isinstance(day, bool) or not isinstance(day, int | float):
            raise row.wrong("days", f"'{day}' is not a number of days.", "Write days = 18, or one a month.")
        if not 0 <= day <= MOST_DAYS:
            raise row.wrong(
                "days", f"{day:g} free days lie outside 0 to {MOST_DAYS:g}.", "Give 0 where no one is free."
            )
        found.append(float(day) if first <= month <= last else 0.0)
    return tuple(found)


def _demands(row: Table, months: tuple[str, ...]) -> list[Demand]:
    skill, level = row.text("skill"), _level(row)
    days = row.number("days", 0.0, most=1e6)
    if not row.has("days"):
        raise row.wrong("days", "'days' is missing.", "Write days = 12, person-days in each of its months.")
    named = row.listed("months") if row.has("months") else [row.values.get("month")]
    key = "months" if row.has("months") else "month"
    return [Demand(skill, level, _month(row, key, each, months), days) for each in named]
