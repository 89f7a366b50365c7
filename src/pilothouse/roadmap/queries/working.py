"""When people work: the plan's clock, and the share of each of its days that somebody is there."""

from __future__ import annotations

from datetime import date

from pilothouse.engine.calendar import (
    REACH,
    PlanClock,
    WorkCalendar,
    capacity_steps,
    public_holidays,
    reach_of,
    years_of,
)
from pilothouse.roadmap.queries.snapshot.values import Colleague, Snapshot, WorkingDays

_ASSUMED = 8.0  # days of an item without an estimate, at most
_SPREAD = 3.0  # how much longer than evenly shared work a plan takes, where few can do it
RAMP_FROM = 0.25  # share of a full day in the first moment of somebody who must be shown around
WORKWEEK = 5  # days of a ramp's week


def plan_reach(taken: Snapshot, today: date) -> int:
    """Working days for which a plan of the open items needs to know holidays and absences: to the last date
    that anything names, and as far from there as its work may lead.
    """
    named = [day for item in taken.items for day in (item.earliest_start, item.deadline)]
    named += [row.target_on for row in taken.releases]
    named += [day for person in taken.people for day in (person.joins_on, person.leaves_on)]
    named += [last for person in taken.people for _, last in person.absences]
    work = sum((item.points or (0.0, 0.0, _ASSUMED))[2] for item in taken.items)
    work += sum(max(0.0, link.lag_days) for link in taken.links)
    here = [person for person in taken.people if person.leaves_on is None or person.leaves_on >= today]
    at_once = sum(person.availability for person in here) or 1.0
    return reach_of(today, named, _SPREAD * work / max(1.0, at_once), len(taken.calendar.weekdays) or 5)


def clock_of(calendar: WorkingDays, today: date, reach: int = REACH) -> PlanClock:
    """The plan clock from `today` on, which knows the holidays of `reach` working days. Raises
    `InvalidProblem` for a country that is not known.
    """
    return PlanClock(
        today,
        WorkCalendar.from_country(
            calendar.country or None,
            years_of(today, reach, len(calendar.weekdays) or 5),
            subdivision=calendar.subdivision or None,
            weekdays=frozenset(calendar.weekdays),
            extra_closed=calendar.closed,
        ),
        reach,
    )


def capacity_of(
    person: Colleague, calendar: WorkingDays, clock: PlanClock, horizon_days: int | None = None
) -> tuple[tuple[int, float], ...]:
    """Steps (plan day, share of the day that somebody is there), the first at day 0."""
    days = round(person.ramp_weeks * WORKWEEK)
    return capacity_steps(
        clock,
        horizon_days=clock.reach if horizon_days is None else horizon_days,
        fraction=person.availability,
        closed=[*person.absences, *_own_holidays(person, calendar, clock)],
        joins=person.joins_on,
        leaves=person.leaves_on,
        ramp=[RAMP_FROM + (1 - RAMP_FROM) * (day + 0.5) / days for day in range(days)],
    )


def _own_holidays(person: Colleague, calendar: WorkingDays, clock: PlanClock) -> list[tuple[date, date]]:
    """Public holidays of somebody who works elsewhere than the calendar says."""
    place = (person.country or calendar.country, person.subdivision or calendar.subdivision)
    if not person.country or place == (calendar.country, calendar.subdivision):
        return []
    years = years_of(clock.start, clock.reach, len(calendar.weekdays) or 5)
    found = public_holidays(person.country, years, subdivision=person.subdivision or None)
    return [(day, day) for day in found]
