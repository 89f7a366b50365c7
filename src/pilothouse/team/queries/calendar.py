"""The workspace's working days."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.engine import calendar as engine
from pilothouse.kit.actor import Actor
from pilothouse.team import models
from pilothouse.team.contracts import Calendar, ClosedDay

HOURS_PER_DAY = 8.0
_MONDAY_TO_FRIDAY = frozenset(range(5))


def calendar(*, actor: Actor) -> Calendar:
    """The working calendar; Monday to Friday without holidays until somebody sets it. Two statements."""
    row = models.WorkCalendar.objects.filter(workspace_id=actor.workspace_id).first()
    days = models.ClosedDay.objects.filter(workspace_id=actor.workspace_id)
    closed = tuple(ClosedDay(day.day, day.name) for day in days)
    if row is None:
        return Calendar("", "", _MONDAY_TO_FRIDAY, closed, HOURS_PER_DAY, 0)
    return Calendar(
        country=row.country,
        subdivision=row.subdivision,
        weekdays=frozenset(row.weekdays),
        closed=closed,
        hours_per_day=row.hours_per_day,
        version=row.version,
    )


def public_holidays(*, country: str, subdivision: str = "", years: Iterable[int]) -> tuple[ClosedDay, ...]:
    """Public holidays of a place in `years`, by date; none without a country.

    Raises `InvalidProblem` for a place that the `holidays` package does not know.
    """
    if not country:
        return ()
    found = engine.public_holidays(country, years, subdivision=subdivision or None)
    return tuple(ClosedDay(day, name) for day, name in sorted(found.items()))
