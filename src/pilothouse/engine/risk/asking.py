"""What is watched when risks are taken out of a plan, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.network import ranks_of
from pilothouse.engine.forecast.futures.raw import Sets, sets_of
from pilothouse.engine.forecast.futures.reading import group_rows, product_rows
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


def promised(problem: Problem, sets: Sets, targets: Mapping[str, float]) -> list[float | None]:
    deadlines = {group.id: group.deadline for group in problem.groups}
    found: list[float | None] = []
    for known_as in sets.names:
        kind, name = known_as.split(" ", 1)
        own = deadlines.get(name) if kind == "group" else None
        found.append(own if own is not None else targets.get(name) if kind == "group" else None)
    return found


def watched_sets(problem: Problem, watch: Collection[str] | None) -> Sets:
    """The whole plan first, then groups, then products."""
    members = {"plan ": np.arange(len(problem.items))}
    members |= {
        f"group {name}": rows for name, rows in group_rows(problem).items() if watch is None or name in watch
    }
    members |= {f"product {name}": rows for name, rows in product_rows(problem).items()}
    return sets_of(members, ranks_of(problem))


def check(
    problem: Problem,
    plan: Plan,
    events: Sequence[Event],
    draws: int,
    delay_costs: Mapping[str, float],
    watch: Collection[str] | None,
) -> None:
    if draws < 100:
        raise InvalidProblem("At least 100 draws are needed.", where="draws", cure="Ask for 10000.")
    if [row.item for row in plan.placed] != [item.id for item in problem.items]:
        raise InvalidProblem(
            "The plan belongs to another problem.", where="plan", cure="Schedule this one first."
        )
    if not problem.items:
        raise InvalidProblem("The plan has no items.", where="plan", cure="Add one.")
    if not events:
        raise InvalidProblem("There are no risks.", where="risks", cure="Enter one.")
    groups = {group.id for group in problem.groups}
    known = groups | set(product_rows(problem))
    if unknown := sorted(set(delay_costs) - known) or sorted(set(watch or ()) - groups):
        raise InvalidProblem(
            f"There is no group or product '{unknown[0]}'.", where=unknown[0], cure="Name one of the plan."
        )
    for name, money in delay_costs.items():
        if not isfinite(money) or money < 0:
            raise InvalidProblem(
                "A cost of delay is no number of 0 or more.", where=name, cure="Give an amount."
            )
