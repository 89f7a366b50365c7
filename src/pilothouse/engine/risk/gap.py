"""Room for a piece of work between the items of a person, and what taking it pushes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from pilothouse.engine.schedule.problem import Person

MOMENT = 1e-6  # days: as short as takes a place in the order of a person's work


@dataclass(frozen=True)
class Gap:
    """Between two items of a person, or after the last one. `late`: days that the work would push back the
    next item, or what is protected."""

    person: int
    number: int
    since: float
    until: float
    late: float
    last: float

    @property
    def order(self) -> tuple[float, ...]:
        """What delays nothing, soonest; else who is done with all work first, and late in their order."""
        since = self.since if self.late <= MOMENT else -self.since
        return (max(0.0, self.late), self.last if self.late > MOMENT else 0.0, since, self.person)


def end_of(person: Person, since: float, work: float) -> float:
    """When the person has done so much work from `since` on; never where nothing more is done."""
    steps: Sequence[tuple[int, float]] = person.capacity
    for place, (first, part) in enumerate(steps):
        until = steps[place + 1][0] if place + 1 < len(steps) else inf
        begin = max(since, first)
        if begin >= until or part <= 0:
            continue
        if begin + work / part <= until:
            return begin + work / part
        work -= (until - begin) * part
    return inf
