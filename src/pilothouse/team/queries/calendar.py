"""The workspace's working days."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from pilothouse.engine import calendar as engine
from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.team import models
from pilothouse.team.contracts import Calendar, ClosedDay

HOURS_PER_DAY = 8.0
_MONDAY_TO_FRIDAY = frozenset(range(5))


def calendar(*, actor: Actor) -> Calendar:
    """The working calendar; Monday to Friday without holidays until somebody sets it. Two statements."""
    closed = tuple(ClosedDay(day.day, day.name) for day in _closed(actor.workspace_id))
    for row in _calendars(actor.workspace_id):
        return Calendar(
            country=row.country,
            subdivision=row.subdivision,
            weekdays=frozenset(row.weekdays),
            closed=closed,
            hours_per_day=row.hours_per_day,
            version=row.version,
        )
    return Calendar("", "", _MONDAY_TO_FRIDAY, closed, HOURS_PER_DAY, 0)


@prepared
def _calendars(workspace_id: int) -> QuerySet[models.WorkCalendar]:
    return models.WorkCalendar.objects.filter(workspace_id=workspace_id).order_by("pk")[:1]


@prepared
def _closed(workspace_id: int) -> QuerySet[models.ClosedDay]:
    return models.ClosedDay.objects.filter(workspace_id=workspace_id)


def public_holidays(*, country: str, subdivision: str = "", years: Iterable[int]) -> tuple[ClosedDay, ...]:
    """Public holidays of a place in `years`, by date; none without a country.

    Raises `InvalidProblem` for a place that the `holidays` package does not know.
    """
    if not country:
        return ()
    found = engine.public_holidays(country, years, subdivision=subdivision or None)
    return tuple(ClosedDay(day, name) for day, name in sorted(found.items()))
