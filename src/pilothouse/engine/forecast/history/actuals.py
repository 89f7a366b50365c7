"""Actual effort of finished items, from the days between their start and their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilothouse.engine.calendar import WorkCalendar
from pilothouse.engine.forecast.history.estimate_model import Finished

LEAST_ACTUAL = 0.05  # person-days


@dataclass(frozen=True, slots=True)
class Worked:
    """A finished item with an estimate: who did it, and its first and last day."""

    owner: int
    first: date
    last: date
    likely: float
    low: float | None = None
    high: float | None = None


def actual_efforts(done: Sequence[Worked], calendar: WorkCalendar) -> list[Finished]:
    """Estimate and actual effort of each of `done`, in person-days.

    On a working day on which somebody had k items in progress, each took 1 / k of a person-day. That is time
    rather than effort: waiting counts, as it will in what is planned. An item whose days are all free took
    its last one. A range out of order counts as none.
    """
    days = [_working_days(row, calendar) for row in done]
    busy: dict[tuple[int, date], int] = {}
    for row, own in zip(done, days, strict=True):
        for day in own:
            busy[row.owner, day] = busy.get((row.owner, day), 0) + 1
    return [
        Finished(
            row.likely,
            max(LEAST_ACTUAL, sum(1.0 / busy[row.owner, day] for day in own)),
            float(row.last.toordinal()),
            *_range(row),
        )
        for row, own in zip(done, days, strict=True)
    ]


def _working_days(row: Worked, calendar: WorkCalendar) -> list[date]:
    every = (row.first + timedelta(days=number) for number in range((row.last - row.first).days + 1))
    return [day for day in every if calendar.is_working(day)] or [row.last]


def _range(row: Worked) -> tuple[float | None, float | None]:
    if row.low is None or row.high is None or not row.low < row.high or not row.low <= row.likely <= row.high:
        return None, None
    return row.low, row.high
