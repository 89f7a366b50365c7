"""How much work the plan gives each person in each week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pilothouse.roadmap.contracts.forecasts import PersonName

_NOTICED = 0.05  # days above the time that someone has, below which nothing is said
_FULL = 0.9


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """Days of work that the run plans in a week, and the days that the person is there as known now.

    `share` is one of the other; None where the person is not there and has no work either. Above 1 they are
    over-allocated. `part` is the days of the products that were asked about, None where all are.
    """

    week: date
    days: float
    capacity: float
    part: float | None = None

    @property
    def share(self) -> float | None:
        if self.capacity > 0:
            return self.days / self.capacity
        return None if self.days == 0 else float("inf")

    @property
    def is_over(self) -> bool:
        return self.days > self.capacity + _NOTICED

    @property
    def is_finding(self) -> bool:
        """Over-allocated, with work of the products that were asked about."""
        return self.is_over and self.part != 0

    @property
    def text(self) -> str:
        """`80 %`; days where the person is not there at all, a dash where nothing is planned either."""
        return self._of_capacity(self.days)

    @property
    def part_text(self) -> str:
        """The part of the products that were asked about, as `text` says all, a dash for none of it; empty
        where all are."""
        if not self.part:
            return "" if self.part is None else "–"
        return self._of_capacity(self.part)

    def _of_capacity(self, days: float) -> str:
        if self.capacity > 0:
            return f"{days / self.capacity:.0%}".replace("%", " %")
        return f"{days:.1f} d" if days else "–"

    @property
    def band(self) -> Literal["some", "full", "over"]:
        """How full the week is."""
        return "over" if self.is_over else "full" if self.days >= _FULL * self.capacity else "some"


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """Somebody's weeks, in the order of the table."""

    person: PersonName
    team: str
    weeks: tuple[WeekLoad, ...]


@dataclass(frozen=True, slots=True)
class LoadTable:
    """Person by week from the newest run, work of all products in each week; `run` is its number, None
    without one. Where products were asked about, those alone who work for them in these weeks.
    """

    run: int | None
    stale: bool
    weeks: tuple[date, ...]
    rows: tuple[PersonLoad, ...]


@dataclass(frozen=True, slots=True)
class LoadItem:
    """What fills a week: an item with the days that it takes of the person."""

    key: str
    title: str
    product: str
    days: float


@dataclass(frozen=True, slots=True)
class OverAllocated:
    """A week in which somebody has more work than time."""

    person: PersonName
    week: WeekLoad
