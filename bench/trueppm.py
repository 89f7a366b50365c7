"""TruePPM's published engine as a peer: a network without people, simulated where `trueppm-scheduler` is
installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from pilothouse.engine.schedule.problem import Item, Problem


def by_trueppm(problem: Problem, draws: int) -> Callable[[], object] | None:
    """The same network in TruePPM's published engine, in whole days as it wants; None where it is missing."""
    try:
        from trueppm_scheduler import Dependency, Project, Task, monte_carlo
    except ImportError:
        return None
    tasks = []
    for item in problem.items:
        size = item.effort or item.duration
        assert size is not None
        low, likely, high = (timedelta(days=round(days)) for days in (size.low, size.likely, size.high))
        three = {"optimistic_duration": low, "most_likely_duration": likely, "pessimistic_duration": high}
        tasks.append(Task(item.id, item.id, low, **three))
    edges = [Dependency(edge.predecessor, edge.successor) for edge in problem.dependencies]
    project = Project("p", "p", date(2026, 1, 5), tasks, edges)
    return lambda: monte_carlo(project, runs=draws, seed=1)


def needing_nobody(problem: Problem) -> Problem:
    items = tuple(Item(item.id, duration=item.effort) for item in problem.items)
    return replace(problem, people=(), items=items)
