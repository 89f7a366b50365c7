"""Between a problem in which something is to be chosen and the same problem with the choice made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pilothouse.engine.schedule.parts import variant
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.ways import OUT, Choice


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
    chosen = settle(problem, choice_of(problem, plan)) if problem.is_open else problem
    if not put_off:
        return chosen
    items = (replace(item, earliest=max(item.earliest, put_off.get(item.id, 0.0))) for item in chosen.items)
    return replace(chosen, items=tuple(items))


def choice_of(problem: Problem, plan: Plan) -> Choice:
    """What the plan of an open problem has chosen."""
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
