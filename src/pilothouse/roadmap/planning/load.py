"""How many days of work a plan gives each person in each week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.roadmap.planning.problem import Inputs

_LEAST = 1e-6

Work = tuple[tuple[int, date, float], ...]  # person, Monday, person-days


@dataclass(frozen=True, slots=True)
class ComputedLoad:
    """Days of work that somebody has in a week, and the days that they are there."""

    person_id: int
    week: date
    days: float
    capacity: float


class Weeks:
    """Work and capacity by week, on the clock of a plan."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self._mondays: list[date] = []
        self._daily = {person.id: _Daily(person.capacity) for person in inputs.problem.people}

    def monday(self, day: int) -> date:
        """Of the week of a plan day."""
        while len(self._mondays) <= day:
            when = self.inputs.clock.start_date(float(len(self._mondays)))
            self._mondays.append(when - timedelta(days=when.weekday()))
        return self._mondays[day]

    def work(self, row: Placed) -> Work:
        """Person-days that an item takes of each of its people in each week."""
        found: dict[tuple[int, date], float] = {}
        for name in row.people:
            daily, person = self._daily[name], self.inputs.people[name].id
            for day in range(floor(row.start), ceil(row.finish - _LEAST)):
                share = min(row.finish, day + 1.0) - max(row.start, float(day))
                key = (person, self.monday(day))
                found[key] = found.get(key, 0.0) + share * daily.at(day)
        return tuple((*key, round(days, 3)) for key, days in found.items() if days > _LEAST)

    def loads(self, plan: Plan, work: Mapping[str, Work]) -> Iterator[ComputedLoad]:
        """Every person in every week from the first to the last of the plan."""
        planned: dict[tuple[int, date], float] = {}
        for rows in work.values():
            for person, week, days in rows:
                planned[person, week] = planned.get((person, week), 0.0) + days
        there: dict[tuple[int, date], float] = {}
        for name, daily in self._daily.items():
            person = self.inputs.people[name].id
            for day in range(ceil(plan.makespan)):
                key = (person, self.monday(day))
                there[key] = there.get(key, 0.0) + daily.at(day)
        for (person, week), capacity in there.items():
            yield ComputedLoad(person, week, round(planned.get((person, week), 0.0), 3), round(capacity, 3))


class _Daily:
    """The share of each plan day that somebody is there."""

    def __init__(self, steps: tuple[tuple[int, float], ...]) -> None:
        self._steps, self._shares = sorted(steps), list[float]()
        self._next, self._share = 0, 0.0

    def at(self, day: int) -> float:
        """Steps are gone through once; each lookup after that takes the same time."""
        while len(self._shares) <= day:
            now = len(self._shares)
            while self._next < len(self._steps) and self._steps[self._next][0] <= now:
                self._share = self._steps[self._next][1]
                self._next += 1
            self._shares.append(self._share)
        return self._shares[day]
