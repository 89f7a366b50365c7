"""The plan of all that is chosen."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.answer import as_plan, weighed_finish
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.choosing.chosen import Chosen
from pilothouse.engine.schedule.choosing.putting_off import put_off, told
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.finishing import beyond, finished
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.settling import settle


def whole(chosen: Chosen, objective: Objective, seed: int) -> Plan:
    """All that is chosen as one plan: its reasons, its bound, and what is not kept."""
    choice = tuple(chosen.way[item.id] for item in chosen.problem.items)
    settled = put_off(settle(chosen.problem, choice), chosen.delayed)
    if not settled.items:
        plan = Plan((), 0.0, 0.0, 0.0, "feasible", (), chosen.passes, seed)
        return finished(chosen.problem, choice, plan, objective, chosen.bound, chosen.gap)
    rows = [chosen.placed[item.id] for item in settled.items]
    number = {person.id: row for row, person in enumerate(settled.people)}
    found = Found(
        0.0,
        np.array([row.start for row in rows]),
        np.array([row.finish for row in rows]),
        tuple(tuple(number[name] for name in row.people) for row in rows),
    )
    compiled = compile_problem(settled)
    plan = told(as_plan(settled, compiled, found, chosen.bound, False, chosen.passes, seed), chosen.delayed)
    if plan.weighed is not None:
        ends = np.array([chosen.ends[item.id] for item in settled.items])
        chosen.bound = weighed_finish(compiled, ends) or 0.0
        chosen.gap = beyond(plan.weighed, chosen.bound)
    return finished(chosen.problem, choice, told(plan, chosen.delayed), objective, chosen.bound, chosen.gap)
