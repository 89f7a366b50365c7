"""A plan's moments as dates: one rule for bars, lists, reasons, files and exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.milestones import opening_and_floors
from pilothouse.engine.schedule.problem import Group, Problem


@dataclass(frozen=True)
class PlanDates:
    """Reads moments on `clock` as dates of items and groups.

    The end of Friday and the beginning of Monday are one moment. Work begins on Monday and ends on Friday. A
    milestone has one date: that on which what it waits for ends. It is the later one where it waits for
    nothing that ends (`opening`), and where it, or a milestone that it waits for, must not come before a day
    that begins then (`floors`). A group takes the floors of its milestones; it is opening when all its
    members are.
    """

    clock: PlanClock
    milestones: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    floors: Mapping[str, float] | None = None

    @classmethod
    def of(cls, problem: Problem, clock: PlanClock) -> PlanDates:
        """Everything that the dates of `problem` depend on; O(items + dependencies)."""
        opening, floors = opening_and_floors(problem)
        milestones = frozenset(item.id for item in problem.items if item.is_milestone)
        for group in problem.groups:
            if group.members and opening.issuperset(group.members):
                opening.add(group.id)
            if (floor := _floor(group, floors)) > 0:
                floors[group.id] = floor
        return cls(clock, milestones, frozenset(opening), floors)

    def start(self, name: str, moment: float) -> date:
        """The date on which an item begins when it is at `moment`."""
        return self.finish(name, moment) if name in self.milestones else self.clock.start_date(moment)

    def finish(self, name: str, moment: float) -> date:
        """The date on which item or group `name` is done when it is at `moment`."""
        if name in self.opening:
            return self.clock.start_date(moment)
        day = self.clock.finish_date(moment)
        floor = (self.floors or {}).get(name)
        return day if floor is None else max(day, self.clock.start_date(floor))

    def end(self, moment: float) -> date:
        """The date on which the whole plan is done."""
        floors = (self.floors or {}).values()
        return max(self.clock.finish_date(moment), self.clock.start_date(max(floors, default=0.0)))

    def span(self, name: str, start: float, finish: float) -> tuple[date, date]:
        """First and last date of an item or group; the first never lies after the last."""
        last = self.finish(name, finish)
        return (last if name in self.milestones else min(self.start(name, start), last)), last


def _floor(group: Group, floors: Mapping[str, float]) -> float:
    return max((floors.get(name, 0.0) for name in group.members), default=0.0)
