"""The plan of what was settled as one of the open problem: its bound, what it is worth, what is not kept."""

from __future__ import annotations

from dataclasses import replace

from pilothouse.engine.schedule.objective import Objective, score, spent_between
from pilothouse.engine.schedule.parts import variant
from pilothouse.engine.schedule.plan import Plan, Status, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ways import OUT, Choice, spent_of


def as_open(problem: Problem, choice: Choice, plan: Plan) -> Plan:
    """The plan of what was settled as one of the open problem."""
    names = {
        item.id: item.alternatives[way].id
        for item, way in zip(problem.items, choice, strict=True)
        if item.alternatives and way != OUT
    }
    out = tuple(item.id for item, way in zip(problem.items, choice, strict=True) if way == OUT)
    placed = tuple(replace(row, alternative=names.get(row.item)) for row in plan.placed)
    return replace(plan, placed=placed, left_out=out)


def finished(
    problem: Problem, choice: Choice, plan: Plan, objective: Objective, bound: float, gap: float
) -> Plan:
    """With the bound of the open problem, how near it is, what is not kept, and what the plan is worth."""
    plan = as_open(problem, choice, plan)
    worth = score(problem, plan, objective=objective)
    violations = (*plan.violations, *_overdrawn(problem, plan), *_used_up(problem, choice))
    plain = not problem.budgets and not any(item.optional for item in problem.items)
    status: Status = "feasible"
    if any(row.hard for row in violations):
        status = "late"
    elif gap <= 1e-9 and plain and worth.late == worth.early == worth.delay_cost == 0.0:
        status = "optimal"
    return replace(plan, lower_bound=bound, gap=gap, violations=violations, status=status, score=worth)


def _overdrawn(problem: Problem, plan: Plan) -> list[Violation]:
    people = {person.id: person for person in problem.people}
    done = {item.id: item for item in problem.items}
    found = []
    for budget in problem.budgets:
        spent = 0.0
        for row in plan.placed:
            item = done[row.item]
            way = next((way for way in item.alternatives if way.id == row.alternative), None)
            as_done = item if way is None else variant(item, way)
            spent += spent_between(as_done, row, people, budget.from_day, budget.end)
        if spent > budget.amount + 1e-6 * max(1.0, budget.amount):
            over = spent - budget.amount
            text = f"{budget.id} is overspent by {over:,.2f} of {budget.amount:,.2f}"
            found.append(Violation("budget", budget.id, text, budget.hard))
    return found


def _used_up(problem: Problem, choice: Choice) -> list[Violation]:
    found = []
    for pool in problem.pools:
        over = 0 if pool.renewable else spent_of(problem, choice, pool.id) - pool.capacity
        if over > 0:
            text = f"{pool.id} lacks {over:g} of {pool.capacity + over:g} units that are wanted"
            found.append(Violation("consumable", pool.id, text, True))
    return found


def beyond(end: float, bound: float) -> float:
    """The share by which a plan ends after a bound."""
    return max(0.0, end / bound - 1.0) if bound > 0 else 0.0
