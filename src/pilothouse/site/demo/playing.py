"""The weeks between two plans as they went: work begins in the order of the plan and takes what it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import inf
from typing import Literal, NamedTuple

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.effort import Effort
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.items import waits

_HOURS = {"begun": time(10, 0), "ended": time(16, 30)}


class Place(NamedTuple):
    """Where a plan has an item, in working days of the clock, and with whom."""

    item: str
    start: float
    finish: float
    people: tuple[int, ...]


class Event(NamedTuple):
    """An item was begun or ended. `people` do it."""

    at: datetime
    what: Literal["begun", "ended"]
    item: str
    people: tuple[int, ...]


@dataclass
class Playing:
    """Work that was begun, in working days of `clock`. An item's end is settled when it begins: it takes as
    long as the plan said, times what it took (`took`, in days of work) over what was estimated.

    `away` are first and last day of people's absences: nothing is begun on them.
    """

    clock: PlanClock
    rows: dict[str, Row] = field(default_factory=dict)
    away: Mapping[int, tuple[tuple[date, date], ...]] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    busy: dict[int, float] = field(default_factory=dict)
    hands: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def follow(self, places: Iterable[Place], since: datetime, until: datetime) -> list[Event]:
        """What happens from `since` to `until`, in order, where the plan of `since` is followed."""
        first, last = self.clock.day_of(since.date()), self.clock.day_of(until.date())
        for place in sorted(places, key=lambda row: (row.start, row.finish)):
            self._consider(place, first, last)
        events = [event for event in self._events(since) if since.date() <= event.at.date() < until.date()]
        return sorted(events, key=lambda event: (event.at, event.item))

    def progress(self, at: datetime) -> dict[float, list[str]]:
        """What is in progress by how far it is."""
        moment = self.clock.day_of(at.date())
        found: dict[float, list[str]] = {}
        for item, end in self.ends.items():
            start = self.begun[item]
            if start < moment < end:
                found.setdefault(round((moment - start) / (end - start), 2), []).append(item)
        return found

    def _consider(self, place: Place, first: float, last: float) -> None:
        row = self.rows.get(place.item)
        if row is None or place.item in self.begun:
            return
        start = max(first, self._ready(row), *(self.busy.get(person, 0.0) for person in place.people))
        if "took" not in row:  # what is ahead goes as planned
            start = max(start, place.start)
        start = self._present(place.people, start)
        if start >= last:
            return
        self.begun[place.item] = start
        self.ends[place.item] = start + (place.finish - place.start) * _times(row)
        self.hands[place.item] = place.people
        for person in place.people:
            self.busy[person] = self.ends[place.item]

    def _ready(self, row: Row) -> float:
        """When nothing holds the item up any more; never, as long as something has not begun."""
        found = 0.0
        for before, kind, lag in waits(row):
            found = max(found, (self.begun if kind == "SS" else self.ends).get(before, inf) + lag)
        return found

    def _present(self, people: tuple[int, ...], start: float) -> float:
        """The first moment from `start` on at which none of `people` is away."""
        if start == inf:
            return start
        for first, last in sorted(span for person in people for span in self.away.get(person, ())):
            if first <= self.clock.start_date(start) <= last:
                start = self.clock.end_of(last)
        return start

    def _events(self, since: datetime) -> Iterator[Event]:
        for item, start in self.begun.items():
            hands = self.hands[item]
            yield Event(self._at(self.clock.start_date(start), since, "begun"), "begun", item, hands)
            ended = self.clock.finish_date(self.ends[item])
            yield Event(self._at(ended, since, "ended"), "ended", item, hands)

    def _at(self, day: date, like: datetime, what: str) -> datetime:
        return datetime.combine(day, _HOURS[what], like.tzinfo)


def _times(row: Row) -> float:
    """What an item took over what a plan is made with; as planned where the file does not say."""
    if "took" not in row:
        return 1.0
    points = row["again"]["effort"] if "again" in row else row["effort"]
    took: float = row["took"] / Effort(*map(float, points)).mean
    return took
