"""The people of a plan file, and the days on which nobody works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pilothouse.engine import quantities
from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps, public_holidays, years_of
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.formats.plan.table import MONEY, Table
from pilothouse.engine.schedule.problem import Person

PERSON = frozenset(
    {"id", "name", "skills", "availability", "absences", "joins", "leaves", "country", "subdivision", "rate"}
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_calendar(top: Table, start: date, reach: int) -> WorkCalendar:
    """The days on which everyone works, with the public holidays of `reach` working days."""
    words = [word.strip().lower()[:3] for word in top.texts("weekdays")]
    if top.has("weekdays") and not words:
        raise top.wrong(
            "weekdays", "No working weekday is left.", "Name at least one, or leave the line out."
        )
    words = words or list(_WEEKDAYS[:5])
    if not set(words) <= set(_WEEKDAYS):
        raise top.wrong("weekdays", "That is no weekday.", 'Write weekdays = ["mon", "tue"].')
    closed = {top.as_date("closed", value) for value in top.listed("closed")}
    return WorkCalendar(
        frozenset(_WEEKDAYS.index(word) for word in words),
        frozenset(closed | set(_holidays(top, start, reach))),
    )


def read_person(row: Table, clock: PlanClock) -> Person:
    name = row.text("name", row.text("id") if row.has("id") else None)
    skills = row.table("skills", "Write skills = { Go = 4 }.")
    closed = [_absence(row, pair) for pair in row.listed("absences")]
    if row.has("country"):
        closed += [(day, day) for day in _holidays(row, clock.start, clock.reach)]
    joins, leaves = row.day("joins"), row.day("leaves")
    if joins and leaves and leaves < joins:
        raise row.wrong("leaves", f"{name} leaves before joining.", "Swap the two dates.")
    return Person(
        id=row.text("id", name),
        name=name,
        skills={skill: skills.number(skill, 3, most=5) for skill in skills.values},
        capacity=capacity_steps(
            clock,
            horizon_days=clock.reach,
            fraction=row.measured("availability", 1.0, quantities.AVAILABILITY),
            closed=closed,
            joins=joins,
            leaves=leaves,
        ),
        rate=row.number("rate", 0.0, most=MONEY),
    )


def _holidays(table: Table, start: date, reach: int) -> Sequence[date]:
    """Public holidays of the table's country in the years of the plan; none without a country."""
    if not table.has("country"):
        return ()
    region = table.text("subdivision") if table.has("subdivision") else None
    try:
        return tuple(public_holidays(table.text("country"), years_of(start, reach), subdivision=region))
    except InvalidProblem as error:
        raise table.wrong("country", error.message, error.cure) from None


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
