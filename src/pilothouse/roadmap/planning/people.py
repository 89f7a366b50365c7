"""Colleagues and their calendar, as the engine's people and clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps, public_holidays
from pilothouse.engine.schedule.problem import Person
from pilothouse.roadmap.queries.snapshot import Colleague, WorkingDays

HORIZON_DAYS = 780  # working days for which absences and holidays are looked up: three years
YEARS = 4  # calendar years whose public holidays are looked up
RAMP_FROM = 0.25  # share of a full day in the first moment of somebody who must be shown around
WORKWEEK = 5  # days of a ramp's week


def clock_of(calendar: WorkingDays, today: date) -> PlanClock:
    """The plan clock from `today` on. Raises `InvalidProblem` for a country that is not known."""
    return PlanClock(
        today,
        WorkCalendar.from_country(
            calendar.country or None,
            _years(today),
            subdivision=calendar.subdivision or None,
            weekdays=frozenset(calendar.weekdays),
            extra_closed=calendar.closed,
        ),
    )


def present(people: tuple[Colleague, ...], today: date) -> dict[int, Colleague]:
    """Those who have not left by `today`."""
    return {person.id: person for person in people if person.leaves_on is None or person.leaves_on >= today}


def stays(number: int | None, people: Mapping[int, Colleague]) -> bool:
    """Whether somebody is there for good: work is given by name only to them."""
    return number is not None and number in people and people[number].leaves_on is None


def name_of(number: int) -> str:
    """The engine's name of a person."""
    return f"{number}"


def person_of(
    person: Colleague, calendar: WorkingDays, clock: PlanClock, skills: Mapping[int, str]
) -> Person:
    """Somebody with their skills, and the share of each working day that they are there."""
    days = round(person.ramp_weeks * WORKWEEK)
    return Person(
        id=name_of(person.id),
        name=person.name,
        skills={skills[number]: float(level) for number, level in person.skills},
        capacity=capacity_steps(
            clock,
            horizon_days=HORIZON_DAYS,
            fraction=person.availability,
            closed=[*person.absences, *_own_holidays(person, calendar, clock)],
            joins=person.joins_on,
            leaves=person.leaves_on,
            ramp=[RAMP_FROM + (1 - RAMP_FROM) * (day + 0.5) / days for day in range(days)],
        ),
    )


def _own_holidays(person: Colleague, calendar: WorkingDays, clock: PlanClock) -> list[tuple[date, date]]:
    """Public holidays of somebody who works elsewhere than the calendar says."""
    place = (person.country or calendar.country, person.subdivision or calendar.subdivision)
    if not person.country or place == (calendar.country, calendar.subdivision):
        return []
    found = public_holidays(person.country, _years(clock.start), subdivision=person.subdivision or None)
    return [(day, day) for day in found]


def _years(today: date) -> range:
    return range(today.year, today.year + YEARS)
