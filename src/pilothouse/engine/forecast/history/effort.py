"""Effort of an item as finished ones imply it: who finished how many in a week is all that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilothouse.engine.schedule.effort import Effort

LEAST_RECORD = 30  # finished items, of all or of one size, below which they are no record
BULK = 25  # items that one person closes in a week, beyond which it was tidying up rather than work
WEEK = 5.0  # person-days


@dataclass(frozen=True, slots=True)
class Closed:
    """A finished item: by whom, on which day, and its size in story points where there was one."""

    owner: int
    day: date
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Implied:
    """p10, p50 and p90 of person-days over `items` finished ones, all of them or those of `points`."""

    effort: Effort
    items: int
    points: float | None = None


@dataclass(frozen=True, slots=True)
class EffortRecord:
    """What all finished items imply, and those of each size of which there are enough."""

    whole: Implied
    sizes: Mapping[float, Implied]

    def of(self, points: float | None) -> Implied:
        """What is implied for an item of so many story points."""
        return self.sizes.get(points, self.whole) if points else self.whole


def effort_record(closed: Iterable[Closed]) -> EffortRecord | None:
    """Person-days of finished items; None below `LEAST_RECORD` of them.

    In a week in which somebody finished k items, each took about 5 / k person-days. Weeks without a finished
    item say nothing about effort, so this errs on the low side for people with other duties; weeks with more
    than `BULK` are tidying up and say nothing either.
    """
    efforts: list[float] = []
    sized: dict[float, list[float]] = {}
    for items in _weeks(closed):
        if len(items) <= BULK:
            days = WEEK / len(items)
            efforts += [days] * len(items)
            for points in filter(None, items):
                sized.setdefault(points, []).append(days)
    if len(efforts) < LEAST_RECORD:
        return None
    sizes = {points: _implied(found, points) for points, found in sized.items() if len(found) >= LEAST_RECORD}
    return EffortRecord(_implied(efforts, None), sizes)


def _weeks(closed: Iterable[Closed]) -> Iterable[Sequence[float | None]]:
    """Story points of what each person finished in each week."""
    weeks: dict[tuple[int, int, int], list[float | None]] = {}
    for row in closed:
        year, week, _ = row.day.isocalendar()
        weeks.setdefault((row.owner, year, week), []).append(row.points)
    return weeks.values()


def _implied(efforts: Sequence[float], points: float | None) -> Implied:
    days = sorted(efforts)

    def at(share: float) -> float:
        return round(days[min(len(days) - 1, int(share * len(days)))], 2)

    return Implied(Effort(at(0.1), at(0.5), at(0.9)), len(days), points)
