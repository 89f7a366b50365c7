"""What breaks a budget of some days is put off until after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pilothouse.engine.schedule.objective import spent_between
from pilothouse.engine.schedule.plan import Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Problem

PutOff = Mapping[str, tuple[float, str]]  # by item the day until which it is put off, and by which budget

_CLOSE = 1e-6
_LONGEST = 1e6


def to_put_off(
    problem: Problem, placed: tuple[Placed, ...], delayed: PutOff
) -> tuple[str, float, str] | None:
    """Of what is spent in the first overdrawn budget the item that begins last, and the day after it."""
    people = {person.id: person for person in problem.people}
    items = {item.id: item for item in problem.items}
    for budget in sorted(problem.budgets, key=lambda row: (row.from_day, row.id)):
        spent = {
            row.item: spent_between(items[row.item], row, people, budget.from_day, budget.end)
            for row in placed
        }
        if sum(spent.values()) <= budget.amount * (1 + _CLOSE) + _CLOSE or budget.end > _LONGEST:
            continue
        able = [
            row
            for row in placed
            if spent[row.item] > 0
            and items[row.item].fixed_start is None
            and delayed.get(row.item, (-1.0, ""))[0] < budget.end
        ]
        if able:
            last = max(able, key=lambda row: (row.start, row.item))
            return last.item, budget.end, budget.id
    return None


def put_off(problem: Problem, delayed: PutOff) -> Problem:
    """The problem in which what is put off does not begin earlier."""
    if not delayed:
        return problem
    items = (
        replace(item, earliest=max(item.earliest, delayed[item.id][0])) if item.id in delayed else item
        for item in problem.items
    )
    return replace(problem, items=tuple(items))


def told(plan: Plan, delayed: PutOff) -> Plan:
    """The plan with the budget as the reason of what was put off."""
    placed = []
    for row in plan.placed:
        day, budget = delayed.get(row.item, (-1.0, ""))
        if row.reason.kind == "earliest" and row.reason.day == day:
            text = f"starts when the budget {budget} is over, which has no room for it"
            row = replace(row, reason=Reason("budget", budget, day, text, None, row.reason.others))
        placed.append(row)
    return replace(plan, placed=tuple(placed))
