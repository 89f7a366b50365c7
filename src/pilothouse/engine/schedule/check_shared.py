"""What the judge of plans verifies over products: shares of people, caps, and the mean finish.

Like `check` it shares no code with the solvers.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from pilothouse.engine.schedule.plan import Placed, Plan, Violation
from pilothouse.engine.schedule.problem import Person, Problem

_CLOSE = 1e-6


def rate(person: Person, day: int) -> float:
    """The fraction of plan day `day` that `person` works: the last step at or before it.

    After they have left it is what they worked last, so that only the leaving is found fault with.
    """
    last = bisect_right(person.capacity, day, key=lambda step: step[0]) - 1
    if day >= gone_on(person) > 0:
        last = max(index for index, (_, share) in enumerate(person.capacity) if share > 0)
    return person.capacity[last][1]


def gone_on(person: Person) -> float:
    """The day from which on `person` never works again; infinity for those who stay."""
    if person.capacity[-1][1] > 0:
        return float("inf")
    end = 0.0
    for (_, share), (until, _) in pairwise(person.capacity):
        if share > 0:
            end = float(until)
    return end


def rows_of(placed: dict[str, Placed]) -> dict[str, list[Placed]]:
    """What takes time, by person, in the order of starts."""
    found: dict[str, list[Placed]] = {}
    for row in sorted(placed.values(), key=lambda row: (row.start, row.finish)):
        if row.finish > row.start:
            for name in row.people:
                found.setdefault(name, []).append(row)
    return found


def nobody_over_a_day(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    """The parts of one person that are at work, at every moment at which one begins or a share changes."""
    parts: dict[str, list[Person]] = {}
    for person in problem.people:
        if person.of:
            parts.setdefault(person.of, []).append(person)
    rows = rows_of(placed)
    found = []
    for whole, own in parts.items():
        there = Person(whole, capacity=next((part.whole for part in own if part.whole), ((0, 1.0),)))
        moments = {float(day) for part in (*own, there) for day, _ in part.capacity}
        moments.update(row.start for part in own for row in rows.get(part.id, []))
        for moment in sorted(moments):
            day = int(moment + _CLOSE)
            busy = [
                part
                for part in own
                if any(
                    row.start <= moment + _CLOSE and row.finish > moment + _CLOSE
                    for row in rows.get(part.id, [])
                )
            ]
            asked, most = sum(rate(part, day) for part in busy), rate(there, day)
            if asked > most + _CLOSE:
                text = f"{own[0].label} works {asked:g} of a day on day {day} and has {most:g}."
                found.append(Violation("share", whole, text, True))
                break
    return found


def caps(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    """People counted at the start of every item that falls under a cap."""
    found = []
    for cap in problem.caps:
        under = [
            (placed[item.id], len(set(placed[item.id].people) & set(cap.people)))
            for item in problem.items
            if item.product in cap.products and placed[item.id].finish > placed[item.id].start
        ]
        changes = sorted(
            [(row.start, heads) for row, heads in under] + [(row.finish, -heads) for row, heads in under]
        )
        at_work, place = 0, 0
        for moment in sorted({row.start for row, heads in under if heads}):
            while place < len(changes) and changes[place][0] <= moment + _CLOSE:
                at_work += changes[place][1]
                place += 1
            if at_work > cap.most:
                text = (
                    f"{at_work} people of {cap.label} are at work on day {moment:g}, at most {cap.most} may."
                )
                found.append(Violation("cap", cap.id, text, True))
                break
    return found


def weighed(problem: Problem, plan: Plan, placed: dict[str, Placed]) -> list[Violation]:
    """The finish of each product by its weight, where a plan says that this is what counts."""
    if plan.weighed is None:
        return []
    ends: dict[str, float] = {}
    for item in problem.items:
        ends[item.product] = max(ends.get(item.product, 0.0), placed[item.id].finish)
    weights = {product: problem.product_weights.get(product, 1.0) for product in ends}
    mean = sum(weights[name] * end for name, end in ends.items()) / sum(weights.values())
    if abs(mean - plan.weighed) > _CLOSE * max(1.0, mean):
        text = f"The products end on day {mean:g} on average, not {plan.weighed:g}."
        return [Violation("weighed", "", text, True)]
    if plan.lower_bound > mean + _CLOSE * max(1.0, mean):
        text = f"The products end on day {mean:g} on average, before the bound {plan.lower_bound:g}."
        return [Violation("bound", "", text, True)]
    return []
