"""Why an item starts when it does: the last thing that had to happen before."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.schedule.plan import Reason
from pilothouse.engine.schedule.problem import Dependency, Item, Person, Problem

_NEAR = 0.5
_SAME = 1e-6


def explain(
    problem: Problem, starts: Sequence[float], finishes: Sequence[float], teams: Sequence[tuple[str, ...]]
) -> tuple[Reason, ...]:
    """One reason per item, in the order of the problem's items."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    people = {person.id: person for person in problem.people}
    waits: list[list[Dependency]] = [[] for _ in problem.items]
    for edge in problem.dependencies:
        waits[number[edge.successor]].append(edge)
    busy: dict[str, list[int]] = {}
    for index in sorted(range(len(starts)), key=lambda row: (starts[row], finishes[row])):
        for name in teams[index]:
            busy.setdefault(name, []).append(index)
    place = {(name, index): spot for name, rows in busy.items() for spot, index in enumerate(rows)}
    reasons = []
    for index, item in enumerate(problem.items):
        found = [_plan_start()]
        found += _dates(item)
        for edge in waits[index]:
            found.append(_waiting(problem, edge, number, starts, finishes, finishes[index] - starts[index]))
        for name in teams[index]:
            spot = place[name, index]
            before = busy[name][spot - 1] if spot else None
            found.append(_person(problem, people[name], before, finishes))
            found += _absence(people[name], starts[index])
        reasons.append(_binding(problem, item, starts[index], found, starts, finishes))
    return tuple(reasons)


def _plan_start() -> Reason:
    return Reason("plan_start", None, 0.0, "starts with the plan")


def _dates(item: Item) -> list[Reason]:
    found = []
    if item.earliest > 0:
        found.append(Reason("earliest", None, item.earliest, "may not start before its earliest date"))
    if item.fixed_start is not None:
        found.append(Reason("fixed", None, item.fixed_start, "starts on a fixed date"))
    return found


def _waiting(
    problem: Problem,
    edge: Dependency,
    number: dict[str, int],
    starts: Sequence[float],
    finishes: Sequence[float],
    length: float,
) -> Reason:
    before = number[edge.predecessor]
    title = problem.items[before].name
    ends = edge.kind[0] == "F"
    moment = (finishes if ends else starts)[before] + edge.lag
    lag = f" {edge.lag:+g} days" if edge.lag else ""
    verb = "ends" if ends else "starts"
    if edge.kind[1] == "S":
        return Reason("predecessor", edge.predecessor, moment, f"starts when {title} {verb}{lag}")
    return Reason(
        "predecessor", edge.predecessor, moment - length, f"must not end before {title} {verb}{lag}"
    )


def _person(problem: Problem, person: Person, before: int | None, finishes: Sequence[float]) -> Reason:
    if before is None:
        return Reason("plan_start", None, 0.0, "starts with the plan")
    item = problem.items[before]
    text = f"starts when {person.label} is free after {item.name}"
    return Reason("person", person.id, finishes[before], text, holder=item.id)


def _absence(person: Person, start: float) -> list[Reason]:
    """The return of somebody who was away right before the start."""
    day = int(start + _SAME)
    if abs(start - day) > _SAME or day == 0:
        return []
    current = 0.0
    previous = 0.0
    for first, fraction in person.capacity:
        if first <= day - 1:
            previous = fraction
        if first <= day:
            current = fraction
    if previous > 0 or current <= 0:
        return []
    return [Reason("absence", person.id, float(day), f"starts when {person.label} is back at work")]


_STRENGTH = {"absence": 0, "predecessor": 1, "person": 2, "fixed": 3, "earliest": 4, "plan_start": 5}


def _binding(
    problem: Problem,
    item: Item,
    start: float,
    found: Sequence[Reason],
    starts: Sequence[float],
    finishes: Sequence[float],
) -> Reason:
    last = max(reason.day or 0.0 for reason in found)
    if last < start - _SAME:
        if item.demands:
            pools = ", ".join(sorted(item.demands))
            return Reason("pool", next(iter(item.demands)), start, f"starts when there is room in {pools}")
        return _let_pass(problem, item, start, starts, finishes)
    near = [reason for reason in found if (reason.day or 0.0) >= last - _SAME]
    best = min(near, key=lambda reason: _STRENGTH[reason.kind])
    others = dict.fromkeys(
        reason.text
        for reason in found
        if reason.text != best.text and reason.kind != "plan_start" and (reason.day or 0.0) >= last - _NEAR
    )
    return Reason(best.kind, best.subject, best.day, best.text, best.holder, tuple(others))


def _let_pass(
    problem: Problem, item: Item, start: float, starts: Sequence[float], finishes: Sequence[float]
) -> Reason:
    """Everything it waited for had happened earlier: others who do it were busy with what came first."""
    needed = {need.skill for need in item.needs if need.skill}
    for index, other in enumerate(problem.items):
        if abs(finishes[index] - start) <= _SAME and other.id != item.id and finishes[index] > starts[index]:
            shares = needed & {need.skill for need in other.needs}
            if shares or not needed:
                skill = f" with {sorted(shares)[0]}" if shares else ""
                text = f"starts when somebody{skill} is free after {other.name}, which came first"
                return Reason("order", other.id, start, text, holder=other.id)
    return Reason("order", None, start, "starts when its people are free together")
