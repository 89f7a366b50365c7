"""Why an item starts when it does: the last things that had to happen before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from pilothouse.engine.schedule.plan import Reason
from pilothouse.engine.schedule.problem import Dependency, Item, Person, Pool, Problem

_NEAR = 0.5
_SAME = 1e-5
_STRENGTH = {
    "absence": 0,
    "predecessor": 1,
    "person": 2,
    "pool": 3,
    "fixed": 4,
    "earliest": 5,
    "plan_start": 6,
}
_WHOLE = {
    "plan_start": "starts with the plan",
    "earliest": "starts on its earliest date",
    "fixed": "starts on its fixed date",
}


def explain(
    problem: Problem, starts: Sequence[float], finishes: Sequence[float], teams: Sequence[tuple[str, ...]]
) -> tuple[Reason, ...]:
    """One reason per item, in the order of the problem's items.

    The text is a sentence without its subject: "starts when A ends and J. Tan is free after B".
    """
    number = {item.id: index for index, item in enumerate(problem.items)}
    people = {person.id: person for person in problem.people}
    waits: list[list[Dependency]] = [[] for _ in problem.items]
    for edge in problem.dependencies:
        waits[number[edge.successor]].append(edge)
    busy: dict[str, list[int]] = {}
    for index in sorted(range(len(starts)), key=lambda row: (starts[row], finishes[row])):
        if finishes[index] > starts[index]:
            for name in teams[index]:
                busy.setdefault(name, []).append(index)
    before = {(name, late): early for name, rows in busy.items() for early, late in pairwise(rows)}
    uses = {pool.id: _Use(problem, pool, starts, finishes) for pool in problem.pools if pool.renewable}
    reasons = []
    for index, item in enumerate(problem.items):
        found = [Reason("plan_start", None, 0.0, ""), *_dates(item)]
        length = finishes[index] - starts[index]
        found += [
            _waiting(problem, edge, number[edge.predecessor], starts, finishes, length)
            for edge in waits[index]
        ]
        for name in teams[index]:
            if (name, index) in before:
                holder = problem.items[before[name, index]]
                text = f"when {people[name].label} is free after {holder.name}"
                found.append(Reason("person", name, finishes[before[name, index]], text, holder.id))
            found += _absence(people[name], starts[index])
        for pool in item.demands:  # in the item's own order: that of a set would change from run to run
            if pool in uses:
                found += _room(problem, item, pool, starts[index], uses[pool])
        reasons.append(_binding(problem, item, starts[index], found, starts, finishes))
    return tuple(reasons)


def _dates(item: Item) -> Iterable[Reason]:
    if item.earliest > 0:
        yield Reason("earliest", None, item.earliest, "")
    if item.fixed_start is not None:
        yield Reason("fixed", None, item.fixed_start, "")


def _waiting(
    problem: Problem,
    edge: Dependency,
    before: int,
    starts: Sequence[float],
    finishes: Sequence[float],
    length: float,
) -> Reason:
    ends = edge.kind[0] == "F"
    moment = (finishes if ends else starts)[before] + edge.lag
    happens = f"when {problem.items[before].name} {'ends' if ends else 'starts'}"
    if edge.lag:
        days = f"{abs(edge.lag):g} {'day' if abs(edge.lag) == 1 else 'days'}"
        happens = happens.replace("when", f"{days} {'after' if edge.lag > 0 else 'before'}", 1)
    if edge.kind[1] == "S":
        return Reason("predecessor", edge.predecessor, moment, happens)
    # A bound on the finish binds the start by the item's length.
    return Reason("predecessor", edge.predecessor, moment - length, f"so that it ends {happens}")


def _absence(person: Person, start: float) -> Iterable[Reason]:
    """The return of somebody who was away right before the start."""
    day = round(start)
    if abs(start - day) > _SAME or day == 0:
        return
    shares = [0.0, 0.0]
    for first, fraction in person.capacity:
        for side in range(2):
            if first <= day - 1 + side:
                shares[side] = fraction
    if shares[0] <= 0 < shares[1]:
        yield Reason("absence", person.id, float(day), f"when {person.label} is back at work")


class _Use:
    """Units of one pool held over time."""

    def __init__(
        self, problem: Problem, pool: Pool, starts: Sequence[float], finishes: Sequence[float]
    ) -> None:
        changes: dict[float, int] = {}
        self.released: dict[float, int] = {}
        for index, item in enumerate(problem.items):
            units = item.demands.get(pool.id, 0)
            if units and finishes[index] > starts[index]:
                begin, end = round(starts[index], 5), round(finishes[index], 5)
                changes[begin] = changes.get(begin, 0) + units
                changes[end] = changes.get(end, 0) - units
                self.released.setdefault(end, index)
        self.capacity = pool.capacity
        self.moments = sorted(changes)
        self.held = [0, *accumulate(changes[moment] for moment in self.moments)]

    def before(self, moment: float) -> int:
        return self.held[bisect_left(self.moments, round(moment, 5))]


def _room(problem: Problem, item: Item, pool: str, start: float, use: _Use) -> Iterable[Reason]:
    """The item that gave the pool back, where there was no room right before."""
    holder = use.released.get(round(start, 5))
    if holder is not None and use.before(start) + item.demands[pool] > use.capacity:
        other = problem.items[holder]
        yield Reason("pool", pool, start, f"when {pool} has room after {other.name}", other.id)


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
        return _let_pass(problem, item, start, starts, finishes)
    near = sorted(
        (reason for reason in found if (reason.day or 0.0) >= last - _SAME),
        key=lambda reason: _STRENGTH[reason.kind],
    )
    best = near[0]
    text, told = _sentence(best), {_sentence(best)}
    for second in near[1:]:
        # The predecessor's own people are free when it ends: that is no second reason.
        if second.text and not (second.holder and second.holder == best.subject):
            told.add(_sentence(second))
            text += " and " + second.text.removeprefix("when ")
            break
    ends = {reason.subject for reason in found if reason.kind == "predecessor"}
    others = dict.fromkeys(
        _sentence(reason)
        for reason in found
        if reason.kind != "plan_start"
        and (reason.day or 0.0) >= last - _NEAR
        and not (reason.holder and reason.holder in ends)
        and _sentence(reason) not in told
    )
    return Reason(best.kind, best.subject, best.day, text, best.holder, tuple(others))


def _sentence(reason: Reason) -> str:
    return _WHOLE.get(reason.kind) or f"starts {reason.text}"


def _let_pass(
    problem: Problem, item: Item, start: float, starts: Sequence[float], finishes: Sequence[float]
) -> Reason:
    """Everything it waited for had happened earlier: others who do it were busy with what came first."""
    needed = {need.skill for need in item.needs if need.skill}
    for index, other in enumerate(problem.items):
        if abs(finishes[index] - start) <= _SAME and other.id != item.id and finishes[index] > starts[index]:
            shares = needed & {need.skill for need in other.needs}
            if shares or not needed:
                skill = f" with {min(shares)}" if shares else ""
                text = f"starts when someone{skill} is free after {other.name}, which came first"
                return Reason("order", other.id, start, text, holder=other.id)
    return Reason("order", None, start, "starts when its people are free together")
