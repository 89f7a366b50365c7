"""Days of the demo, counted from the day on which it is loaded. None is a weekend or a public holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilothouse.engine.calendar import PlanClock, WorkCalendar

WEEKS = 26  # of history
_NINE = time(9, 0)


@dataclass(frozen=True)
class Days:
    """`now` is when the demo is loaded, `clock` counts working days from the first day of its history."""

    now: datetime
    clock: PlanClock

    @classmethod
    def of(cls, now: datetime, *, country: str, subdivision: str) -> Days:
        first = _monday(now.date()) - timedelta(weeks=WEEKS)
        years = range(first.year, now.year + 3)
        return cls(now, PlanClock(first, WorkCalendar.from_country(country, years, subdivision=subdivision)))

    def on(self, offset: int) -> date:
        """The last working day up to `offset` calendar days from today."""
        return self.up_to(self.now.date() + timedelta(days=offset))

    def week(self, back: int) -> datetime:
        """The morning of the first working day of the week so many weeks back."""
        day = _monday(self.now.date()) - timedelta(weeks=back)
        while not self.clock.calendar.is_working(day):
            day += timedelta(days=1)
        return self.at(day, _NINE)

    def eve(self) -> datetime:
        """The morning of the last working day before today."""
        return self.at(self.up_to(self.now.date() - timedelta(days=1)), _NINE)

    def at(self, day: date, hour: time) -> datetime:
        """A moment, never after now."""
        return min(self.now, datetime.combine(day, hour, self.now.tzinfo))

    def up_to(self, day: date) -> date:
        """The last working day up to `day`."""
        while not self.clock.calendar.is_working(day):
            day -= timedelta(days=1)
        return day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
