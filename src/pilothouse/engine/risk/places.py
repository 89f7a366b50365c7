"""Where the work of responses is put into a plan whose own work stays in its order."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.gap import MOMENT, Gap, end_of
from pilothouse.engine.risk.response import Response
from pilothouse.engine.schedule.plan import Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Item, Person, Problem

_WHY = Reason("plan_start", None, None, "")


class Places:
    """Gaps of the people of a plan, filled one piece of work after the other."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.people = problem.people
        self.at = {row.item: row for row in plan.placed}
        self.busy: list[list[Placed]] = []
        for person in problem.people:
            own = [row for row in plan.placed if person.id in row.people and row.finish > row.start]
            self.busy.append(sorted(own, key=lambda row: (row.start, row.finish)))
        self.filled: dict[tuple[int, int], float] = {}

    def put(self, item: Item, response: Response) -> Placed:
        """`item`, work of `response`, where it pushes back the least, as if it took no time."""
        assert item.effort is not None
        soonest = max((self.at[name].finish for name in response.after), default=0.0)
        due = min((self.at[name].start for name in response.before), default=inf)
        able = [number for number, person in enumerate(self.people) if _can(person, item)]
        if not able:
            raise InvalidProblem(
                f"Nobody can do its work: {item.needs[0].skill if item.needs else 'there are no people'}.",
                where=response.name,
                cure="Give somebody the skill, or name another one.",
            )
        gaps = [gap for number in able for gap in self._gaps(number, soonest, due, item.effort.mean)]
        best = min(gaps, key=lambda gap: gap.order)
        key = (best.person, best.number)
        self.filled[key] = self.filled.get(key, 0.0) + item.effort.mean
        start = min(best.since, best.until - MOMENT)
        return Placed(item.id, start, start + MOMENT / 2, (self.people[best.person].id,), _WHY)

    def _gaps(self, number: int, soonest: float, due: float, days: float) -> Iterator[Gap]:
        person, busy = self.people[number], self.busy[number]
        last = busy[-1].finish if busy else 0.0
        for place in range(len(busy) + 1):
            since = max(soonest, busy[place - 1].finish if place else 0.0)
            until = busy[place].start if place < len(busy) else inf
            if until < soonest:
                continue
            end = end_of(person, since, days + self.filled.get((number, place), 0.0))
            yield Gap(number, place, since, until, max(end - until, end - due), last)


def _can(person: Person, item: Item) -> bool:
    return person.works_for(item.product) and all(
        need.skill is None or person.skills.get(need.skill, 0.0) >= need.level for need in item.needs
    )
