"""Starts and modes as the plan that is answered with."""

from __future__ import annotations

from dataclasses import replace

from pilothouse.engine.schedule.backends.modes.packed import Modes
from pilothouse.engine.schedule.compiled import Ints
from pilothouse.engine.schedule.finishing import beyond, finished
from pilothouse.engine.schedule.objective import Objective
from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import explain
from pilothouse.engine.schedule.settling import settle


def as_plan(
    problem: Problem,
    arrays: Modes,
    objective: Objective,
    starts: Ints,
    modes: Ints,
    bound: int,
    proved: bool,
    done: int,
    seed: int,
) -> Plan:
    choice = tuple(int(mode) - int(first) for mode, first in zip(modes, arrays.mode_at[:-1], strict=True))
    settled = settle(problem, choice)
    begins = starts.astype(float).tolist()
    finishes = [
        begin + (item.duration.mean if item.duration else 0.0)
        for begin, item in zip(begins, settled.items, strict=True)
    ]
    teams: list[tuple[str, ...]] = [()] * len(begins)
    reasons = explain(settled, begins, finishes, teams)
    placed = tuple(
        Placed(item.id, begin, end, (), reason)
        for item, begin, end, reason in zip(settled.items, begins, finishes, reasons, strict=True)
    )
    plan = Plan(placed, max(finishes, default=0.0), float(bound), 0.0, "feasible", (), done, seed)
    found = finished(problem, choice, plan, objective, float(bound), beyond(plan.makespan, bound))
    return replace(found, status="optimal") if proved and found.status == "feasible" else found
