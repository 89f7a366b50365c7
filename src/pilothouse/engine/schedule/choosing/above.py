"""What higher ranks have settled, and what they leave to the items below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.objective import spent_between
from pilothouse.engine.schedule.parts import Budget
from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.slices import taken


@dataclass(frozen=True)
class Above:
    """What is settled and does not move: items with nothing left to choose, and where they are placed."""

    items: Mapping[str, Item]
    placed: Mapping[str, Placed]
    spent: Mapping[str, int]  # units of each stock


def budgets_left(problem: Problem, above: Above) -> tuple[Budget, ...]:
    """Each budget with the amount that is not spent in its days."""
    people = {person.id: person for person in problem.people}
    left = []
    for budget in problem.budgets:
        spent = sum(
            spent_between(above.items[name], row, people, budget.from_day, budget.end)
            for name, row in above.placed.items()
        )
        left.append(replace(budget, amount=max(0.0, budget.amount - spent)))
    return tuple(left)


def gates_of(problem: Problem, inside: frozenset[str], above: Above) -> dict[str, tuple[float, float]]:
    """Moments before which what is inside neither starts nor finishes, by what is placed."""
    gates: dict[str, tuple[float, float]] = {}
    for edge in problem.dependencies:
        row = above.placed.get(edge.predecessor)
        if row is None or edge.successor not in inside:
            continue
        moment = (row.finish if edge.kind in ("FS", "FF") else row.start) + edge.lag
        start, finish = gates.get(edge.successor, (0.0, 0.0))
        if edge.kind in ("FS", "SS"):
            gates[edge.successor] = (max(start, moment), finish)
        else:
            gates[edge.successor] = (start, max(finish, moment))
    return gates


def busy_with(own: Problem, above: Above) -> dict[str, Any]:
    """Fields of a compiled problem that say who and what is taken."""
    if not above.items:
        return {}
    held = {pool.id for pool in own.pools if pool.renewable}
    there = replace(
        own,
        items=tuple(
            replace(item, demands={name: units for name, units in item.demands.items() if name in held})
            for item in above.items.values()
        ),
        dependencies=(),
        groups=(),
        budgets=(),
    )
    number = {person.id: row for row, person in enumerate(own.people)}
    rows = [above.placed[name] for name in above.items]
    placed = Found(
        0.0,
        np.array([row.start for row in rows]),
        np.array([row.finish for row in rows]),
        tuple(tuple(number[name] for name in row.people) for row in rows),
    )
    return taken(compile_problem(there), placed)
