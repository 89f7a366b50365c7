"""Working days on a plan clock, and the way back to dates.

The plan clock counts working days of one calendar as a float: 0.0 is the start of the first working day on
or after the plan's start, 1.5 the middle of the second. A person's own holidays and absences are days of
capacity zero on that clock.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import ceil, floor

import holidays

from pilothouse.engine.errors import InvalidProblem

MONDAY_TO_FRIDAY = frozenset(range(5))
_BLOCK = 520
LAST = 20_000  # working days that are looked up
_IDLE = 3_660  # days in a row without a working one that end the look
_END = date(9999, 12, 1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REACH = 780  # working days for which absences and holidays are looked up at least: three years
_MOST_REACH = 7_800  # and at most: thirty years
_WEEKS = 52  # of a year


@dataclass(frozen=True)
class WorkCalendar:
    """Which dates are worked: `weekdays` (0 is Monday) less the dates in `closed`."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise InvalidProblem(
                "The calendar has no working weekday.", where="weekdays", cure="Give at least one of 0 to 6."
            )

    @classmethod
    def from_country(
        cls,
        country: str | None,
        years: Iterable[int],
        *,
        subdivision: str | None = None,
        weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
        extra_closed: Iterable[date] = (),
    ) -> WorkCalendar:
        """Weekdays less the public holidays of `country` (ISO 3166) and `extra_closed`.

        Raises `InvalidProblem` for a country or subdivision that the `holidays` package does not know.
        """
        closed = set(extra_closed)
        if country:
            closed |= set(public_holidays(country, years, subdivision=subdivision))
        return cls(weekdays, frozenset(closed))

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closed

    @cached_property
    def _closed(self) -> list[date]:
        """The dates in `closed` that were worked otherwise, in order."""
        return sorted(day for day in self.closed if day.weekday() in self.weekdays)

    def working_days(self, first: date, last: date) -> int:
        """How many dates from `first` to `last`, both included, are worked; O(log closed)."""
        span = (last - first).days + 1
        if span <= 0:
            return 0
        weeks, rest = divmod(span, 7)
        odd = sum((first.weekday() + offset) % 7 in self.weekdays for offset in range(rest))
        closed = bisect_right(self._closed, last) - bisect_left(self._closed, first)
        return weeks * len(self.weekdays) + odd - closed


def public_holidays(country: str, years: Iterable[int], *, subdivision: str | None = None) -> dict[date, str]:
    """Date to name of each public holiday. Raises `InvalidProblem` for an unknown country or region."""
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=list(years))
    except NotImplementedError:
        place = f"{country}-{subdivision}" if subdivision else country
        raise InvalidProblem(
            f"No public holidays are known for '{place}'.",
            where="country",
            cure="Use an ISO 3166 code such as DE or US, and a region of that country, or leave it empty.",
        ) from None
    return dict(found.items())


def reach_of(start: date, named: Iterable[date | None], work: float, weekdays: int = 5) -> int:
    """Working days from `start` for which absences and holidays are looked up: three years, or as many years
    as `work` days after the last of the `named` dates lead to; thirty at most.
    """
    last = max((day for day in named if day is not None), default=start)
    year = _WEEKS * weekdays
    days = max(0, (last - start).days) * weekdays / 7 + work
    return min(_MOST_REACH, max(REACH, year * ceil(days / year)))


def years_of(start: date, reach: int, weekdays: int = 5) -> range:
    """The calendar years of `reach` working days from `start`."""
    return range(start.year, start.year + ceil(reach / (_WEEKS * weekdays)) + 1)


@dataclass(frozen=True)
class PlanClock:
    """The working days of `calendar` from `start` on, counted from 0; holidays and absences are known for
    `reach` of them.
    """

    start: date
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    reach: int = REACH

    @cached_property
    def _days(self) -> list[date]:
        return []

    @property
    def last(self) -> date:
        """The last date that is looked up, some eighty years on; a moment after it is told as it."""
        return self._day(LAST)

    def _day(self, index: int) -> date:
        """The working day with number `index` (0 or more); after some eighty years the last of them.

        Raises `InvalidProblem` where ten years pass without a working day, or the years of dates end.
        """
        index = min(index, LAST)
        days = self._days
        upcoming = days[-1] + timedelta(days=1) if days else self.start
        idle = 0
        while len(days) <= index:
            for _ in range(_BLOCK * 7):
                if self.calendar.is_working(upcoming):
                    days.append(upcoming)
                    idle = 0
                idle += 1
                if idle > _IDLE or upcoming >= _END:
                    raise self._endless(upcoming)
                upcoming += timedelta(days=1)
                if len(days) > index + _BLOCK:
                    break
        return days[index]

    def _endless(self, day: date) -> InvalidProblem:
        weekdays = ", ".join(_WEEKDAYS[number] for number in sorted(self.calendar.weekdays))
        return InvalidProblem(
            f"The calendar of {weekdays} from {self.start} on, {len(self.calendar.closed):,} days closed,"
            f" has too few working days up to {day}.",
            where="calendar",
            cure="Open days, or begin the plan earlier.",
        )

    def day_of(self, when: date) -> float:
        """Working days from the plan's start to the beginning of date `when`; negative before the start."""
        if when < self.start:
            return -float(self.calendar.working_days(when, self.start - timedelta(days=1)))
        self._day(max(0, (when - self.start).days))
        return float(bisect_left(self._days, when))

    def end_of(self, when: date) -> float:
        """Working days from the plan's start to the end of date `when`: what a deadline there means."""
        return self.day_of(when + timedelta(days=1))

    def start_date(self, moment: float) -> date:
        """The date on which work that starts at `moment` begins."""
        return self._day(max(0, floor(moment + 1e-9)))

    def finish_date(self, moment: float) -> date:
        """The date on which work that finishes at `moment` ends: 5.0 is the fifth working day, not the
        sixth.
        """
        return self._day(max(0, ceil(moment - 1e-9) - 1))


def capacity_steps(
    clock: PlanClock,
    *,
    horizon_days: int,
    fraction: float,
    closed: Iterable[tuple[date, date]] = (),
    joins: date | None = None,
    leaves: date | None = None,
    ramp: Sequence[float] = (),
) -> tuple[tuple[int, float], ...]:
    """A person's capacity as steps `(plan day, fraction of a day)` over `horizon_days`.

    `closed` holds first and last date of each absence and own holiday; `ramp` multiplies the first working
    days after `joins`, one factor a day. After the horizon the person works at `fraction`, unless they left.
    """
    factors = [fraction] * horizon_days
    if joins is not None:
        begin = max(0, int(clock.day_of(joins)))
        factors[:begin] = [0.0] * min(begin, horizon_days)
        arrived = int(clock.day_of(joins))
        for offset, factor in enumerate(ramp):
            if 0 <= arrived + offset < horizon_days:
                factors[arrived + offset] = fraction * factor
    for first, last in closed:
        begin, end = max(0, int(clock.day_of(first))), int(clock.end_of(last))
        for day in range(begin, min(end, horizon_days)):
            factors[day] = 0.0
    ending = fraction
    if leaves is not None:
        end = max(0, int(clock.end_of(leaves)))
        factors[end:] = [0.0] * max(0, horizon_days - end)
        if end <= horizon_days:
            ending = 0.0
    factors.append(ending)
    steps: list[tuple[int, float]] = []
    for day, factor in enumerate(factors):
        if not steps or steps[-1][1] != factor:
            steps.append((day, factor))
    return tuple(steps)
