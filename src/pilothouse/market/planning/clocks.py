"""Clocks of service levels: working hours, which stand still while nobody can go on. Pure: no tables here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from pilothouse.engine.calendar import WorkCalendar
from pilothouse.team.contracts import Calendar

Stop = tuple[datetime, datetime | None]
_FURTHEST = 10_000  # days in which a clock is looked for its end
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When is worked: on the days of `calendar`, from `begins` (an hour of the day, UTC) for `hours`."""

    calendar: WorkCalendar
    begins: float
    hours: float

    def between(self, first: datetime, last: datetime) -> float:
        """Working hours from `first` to `last`; 0 where that is not later."""
        if last <= first:
            return 0.0
        whole = self.calendar.working_days(first.date(), last.date() - _DAY)
        return whole * self.hours + self._worked(last) - self._worked(first)

    def after(self, moment: datetime, hours: float) -> datetime | None:
        """When `hours` of working time have passed since `moment`; None where no calendar gets there."""
        if hours <= 0:
            return moment
        need, day = hours + self._worked(moment), moment.date()
        for _ in range(_FURTHEST):
            if self.calendar.is_working(day):
                if need <= self.hours:
                    begin = datetime.combine(day, time(), UTC)
                    return begin + timedelta(seconds=round((self.begins + need) * 3600))
                need -= self.hours
            day += _DAY
        return None

    def _worked(self, moment: datetime) -> float:
        """Working hours of its day until `moment`."""
        if not self.calendar.is_working(moment.date()):
            return 0.0
        hour = moment.hour + moment.minute / 60 + (moment.second + moment.microsecond / 1e6) / 3600
        return min(max(hour - self.begins, 0.0), self.hours)


def due(work: WorkHours, begin: datetime, hours: float, stops: Iterable[Stop]) -> datetime | None:
    """When `hours` of working time since `begin` are over, without `stops`, in order; None where the clock
    stands before that."""
    at, left = begin, hours
    for first, last in stops:
        passed = work.between(at, first)
        if passed >= left:
            break
        left -= passed
        if last is None:
            return None
        at = max(at, last)
    return work.after(at, left)


def work_hours(calendar: Calendar, begins: float, years: Iterable[int]) -> WorkHours:
    """The hours of a workspace's calendar, with the public holidays of `years`; a day ends at midnight."""
    place = (calendar.country, calendar.subdivision)
    closed = frozenset(row.day for row in calendar.closed)
    days = _days(place, calendar.weekdays, closed, tuple(sorted(set(years))))
    return WorkHours(days, begins, min(calendar.hours_per_day, 24.0 - begins))


@lru_cache(maxsize=32)
def _days(
    place: tuple[str, str], weekdays: frozenset[int], closed: frozenset[date], years: tuple[int, ...]
) -> WorkCalendar:
    country, subdivision = place
    return WorkCalendar.from_country(
        country or None, years, subdivision=subdivision or None, weekdays=weekdays, extra_closed=closed
    )
