"""Between a problem in which something is to be chosen and the same problem with the choice made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pilothouse.engine.schedule.objective import Objective, score, spent_between
from pilothouse.engine.schedule.parts import variant
from pilothouse.engine.schedule.plan import Plan, Status, Violation
from pilothouse.engine.schedule.problem import Item, Pool, Problem

Choice = tuple[int, ...]  # for each item the number of its way, or OUT

OUT = -1


def settle(problem: Problem, choice: Choice) -> Problem:
    """The problem with nothing left to choose: `choice` is a way for each item, `OUT` for one left out."""
    kept = {item.id for item, way in zip(problem.items, choice, strict=True) if way != OUT}
    lasting = {pool.id for pool in problem.pools if pool.renewable}
    return replace(
        problem,
        items=tuple(
            _settled(item, way, lasting)
            for item, way in zip(problem.items, choice, strict=True)
            if way != OUT
        ),
        dependencies=tuple(
            edge for edge in problem.dependencies if edge.predecessor in kept and edge.successor in kept
        ),
        pools=tuple(pool for pool in problem.pools if pool.renewable),
        groups=tuple(
            replace(group, members=tuple(name for name in group.members if name in kept))
            for group in problem.groups
        ),
    )


def as_chosen(problem: Problem, plan: Plan) -> Problem:
    """The problem with what `plan` chose, so that the plan is one of it: what is left out is gone, and what a
    budget put off does not start earlier."""
    put_off = {row.item: row.reason.day or 0.0 for row in plan.placed if row.reason.kind == "budget"}
    chosen = settle(problem, _choice(problem, plan)) if problem.is_open else problem
    if not put_off:
        return chosen
    items = (replace(item, earliest=max(item.earliest, put_off.get(item.id, 0.0))) for item in chosen.items)
    return replace(chosen, items=tuple(items))


def _choice(problem: Problem, plan: Plan) -> Choice:
    taken = {row.item: row.alternative for row in plan.placed}
    return tuple(_way(item, taken) for item in problem.items)


def _way(item: Item, taken: Mapping[str, str | None]) -> int:
    if item.id not in taken:
        return OUT
    return [way.id for way in item.alternatives].index(taken[item.id] or "") if item.alternatives else 0


def _settled(item: Item, way: int, lasting: set[str]) -> Item:
    done = variant(item, item.alternatives[way]) if item.alternatives else item
    held = {name: units for name, units in done.demands.items() if name in lasting}
    return replace(done, optional=False, demands=held)


def way_count(item: Item) -> int:
    """How many ways there are to do the item."""
    return max(1, len(item.alternatives))


def overspent(problem: Problem, choice: Sequence[int]) -> float:
    """Units beyond what there is, over all stocks."""
    return sum(overspent_of(problem, choice, pool) for pool in problem.pools if not pool.renewable)


def overspent_of(problem: Problem, choice: Sequence[int], pool: Pool) -> float:
    """Units of one stock that the choice spends beyond what there is."""
    spent = sum(
        (item.alternatives[way] if item.alternatives else item).demands.get(pool.id, 0)
        for item, way in zip(problem.items, choice, strict=True)
        if way != OUT
    )
    return max(0, spent - pool.capacity)


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


def finished(problem: Problem, choice: Choice, plan: Plan, objective: Objective, bound: float) -> Plan:
    """With the bound of the open problem, what is not kept, and what the plan is worth."""
    plan = as_open(problem, choice, plan)
    worth = score(problem, plan, objective=objective)
    violations = (*plan.violations, *_overdrawn(problem, plan), *_used_up(problem, choice))
    gap = max(0.0, plan.makespan / bound - 1.0) if bound > 0 else 0.0
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
        over = 0.0 if pool.renewable else overspent_of(problem, choice, pool)
        if over > 0:
            text = f"{pool.id} lacks {over:g} of {pool.capacity + over:g} units that are wanted"
            found.append(Violation("consumable", pool.id, text, True))
    return found
