"""What is wanted of a plan, and what a finished plan is worth by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from math import isfinite

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.compiled import weigh_by
from pilothouse.engine.schedule.parts import variant
from pilothouse.engine.schedule.plan import Placed, Plan, Score
from pilothouse.engine.schedule.problem import Item, Person, Problem

_WEEK = 5.0
_INFEASIBLE = 1e7
_LIGHTEST = 0.01


@dataclass(frozen=True)
class Objective:
    """Weights in days of makespan: of a weighted day late, a day of makespan, a day of weighted mean finish;
    of a unit of money lost by delay, spent, forgone or over a soft budget; of a day that a start is moved.

    Where products weigh against each other, a day of makespan is one of the mean of their finishes. The
    defaults are what `solve` has always wanted; optional items are done if their value exceeds the days
    of makespan that they take.
    """

    lateness: float = 1000.0
    makespan: float = 1.0
    early: float = 0.1
    delay_cost: float = 0.0
    cost: float = 0.0
    value: float = 1.0
    over_budget: float = 1000.0
    stability: float = 0.0

    def __post_init__(self) -> None:
        for row in fields(self):
            weight = getattr(self, row.name)
            if not isfinite(weight) or weight < 0:
                raise InvalidProblem(
                    f"The weight {weight:g} is no number of 0 or more.",
                    where=f"objective, {row.name.replace('_', ' ')}",
                    cure="Give 0 to leave it out, more to make it count.",
                )


def score(
    problem: Problem,
    plan: Plan,
    *,
    objective: Objective | None = None,
    given: Mapping[str, float] | None = None,
    left: Mapping[str, int] | None = None,
) -> Score:
    """What `plan` is worth for `problem`; `given` are starts that it should keep, by item; `left` are
    the units of stocks where there are not as many as the pool says.
    """
    objective = objective or Objective()
    rows = {row.item: row for row in plan.placed}
    done = [(_as_done(item, rows[item.id]), rows[item.id]) for item in problem.items if item.id in rows]
    total_weight = sum(item.weight for item, _ in done)
    uneven = len({item.weight for item, _ in done}) > 1
    early = sum(item.weight * row.finish for item, row in done) / total_weight if total_weight else 0.0
    over, broken = _over_budgets(problem, done)
    overspent = sum(
        max(
            0,
            sum(item.demands.get(pool.id, 0) for item, _ in done) - (left or {}).get(pool.id, pool.capacity),
        )
        for pool in problem.pools
        if not pool.renewable
    )
    people = {person.id: person for person in problem.people}
    parts = {
        "late": _late(problem, done),
        "makespan": plan.makespan,
        "early": early if uneven else 0.0,
        "delay_cost": sum(item.delay_cost * row.finish / _WEEK for item, row in done),
        "cost": sum(_cost(item, row, people) for item, row in done),
        "value_lost": sum(item.value for item in problem.items if item.id not in rows),
        "moved": sum(abs(row.start - (given or {}).get(item.id, row.start)) for item, row in done),
        "outstayed": float(_outstayed(done, people)),
        "over_budget": over,
        "overspent": float(overspent),
    }
    total = (
        objective.lateness * parts["late"]
        + objective.makespan * _aimed(problem, plan, done)
        + objective.early * parts["early"]
        + objective.delay_cost * parts["delay_cost"]
        + objective.cost * parts["cost"]
        + objective.value * parts["value_lost"]
        + objective.stability * parts["moved"]
        + objective.over_budget * over
        + _INFEASIBLE * (parts["outstayed"] + overspent + broken)
    )
    return Score(total=total, **parts)


def _aimed(problem: Problem, plan: Plan, done: Iterable[tuple[Item, Placed]]) -> float:
    """The makespan, or where products weigh against each other the mean of their finishes by weight; one that
    is left out is done at once."""
    if problem.strict or len(problem.products) < 2:
        return plan.makespan
    weight = {name: problem.product_weights.get(name, 1.0) for name in problem.products}
    ends = dict.fromkeys(weight, 0.0)
    for item, row in done:
        ends[item.product] = max(ends[item.product], row.finish)
    return sum(weight[name] * end for name, end in ends.items()) / sum(weight.values())


def spent_between(item: Item, row: Placed, people: Mapping[str, Person], begin: float, end: float) -> float:
    """What the item costs from `begin` to `end`: its own cost evenly, its people by the days they work."""
    if row.finish <= row.start:
        return item.cost if begin <= row.start < end else 0.0
    first, last = max(begin, row.start), min(end, row.finish)
    if last <= first:
        return 0.0
    crew = [people[name] for name in row.people if people[name].rate > 0]
    return item.cost * (last - first) / (row.finish - row.start) + sum(
        person.rate * worked(person, first, last) for person in crew
    )


def worked(person: Person, begin: float, end: float) -> float:
    """Person-days from `begin` to `end`; somebody who has left is carried on as they last worked."""
    steps = [(float(day), share) for day, share in person.capacity]
    if steps[-1][1] <= 0:
        while steps[-1][1] <= 0 and len(steps) > 1:
            steps.pop()
    ends = [day for day, _ in steps[1:]] + [float("inf")]
    return sum(
        share * max(0.0, min(end, until) - max(begin, day))
        for (day, share), until in zip(steps, ends, strict=True)
    )


def _as_done(item: Item, row: Placed) -> Item:
    return next((variant(item, way) for way in item.alternatives if way.id == row.alternative), item)


def _cost(item: Item, row: Placed, people: Mapping[str, Person]) -> float:
    return spent_between(item, row, people, float("-inf"), float("inf"))


def _late(problem: Problem, done: Iterable[tuple[Item, Placed]]) -> float:
    late, finish = 0.0, {}
    for item, row in done:
        finish[item.id] = row.finish
        if item.deadline is not None:
            weight = item.weight * weigh_by(problem, item)
            late += max(weight, _LIGHTEST) * max(0.0, row.finish - item.deadline)
        if item.fixed_start is not None:
            late += max(0.0, row.start - item.fixed_start)
    for group in problem.groups:
        ends = [finish[name] for name in group.members if name in finish]
        if group.deadline is not None and ends:
            late += max(0.0, max(ends) - group.deadline)
    return late


def _over_budgets(problem: Problem, done: list[tuple[Item, Placed]]) -> tuple[float, float]:
    """Money over all budgets, and the share by which hard ones are overdrawn."""
    people = {person.id: person for person in problem.people}
    over, broken = 0.0, 0.0
    for budget in problem.budgets:
        spent = sum(spent_between(item, row, people, budget.from_day, budget.end) for item, row in done)
        excess = spent - budget.amount
        if excess > 1e-6 * max(1.0, budget.amount):
            over += excess
            broken += excess / max(budget.amount, 1.0) if budget.hard else 0.0
    return over, broken


def _outstayed(done: Iterable[tuple[Item, Placed]], people: Mapping[str, Person]) -> int:
    """How often somebody is wanted after they have left."""
    gone = {name: _last_day(person) for name, person in people.items()}
    return sum(
        row.finish > row.start and row.finish > gone[name] + 1e-6 for _, row in done for name in row.people
    )


def _last_day(person: Person) -> float:
    if person.capacity[-1][1] > 0:
        return float("inf")
    shares = zip(person.capacity, person.capacity[1:], strict=False)
    return max((float(until) for (_, share), (until, _) in shares if share > 0), default=0.0)
