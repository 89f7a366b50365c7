"""Milestones that nothing which ends holds, and the days before which milestones must not come."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.problem import Dependency, Item, Problem


def opening_and_floors(problem: Problem) -> tuple[set[str], dict[str, float]]:
    """The milestones that open, and for each that has one the day before which it does not come."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    waits: dict[str, list[Dependency]] = {item.id: [] for item in problem.items if item.is_milestone}
    for edge in problem.dependencies:
        if edge.successor in waits:
            waits[edge.successor].append(edge)
    pairs = [(number[edge.predecessor], number[edge.successor]) for edge in problem.dependencies]
    opening: set[str] = set()
    floors: dict[str, float] = {}
    for index in topological_order(len(number), pairs):
        item = problem.items[index]
        if item.id not in waits:
            continue
        if not any(_ends(edge, waits, opening) for edge in waits[item.id]):
            opening.add(item.id)
        if (floor := _earliest(item, waits[item.id], floors)) > 0:
            floors[item.id] = floor
    return opening, floors


def _ends(edge: Dependency, milestones: Mapping[str, object], opening: set[str]) -> bool:
    """Whether `edge` waits for an end: of work, or of a milestone that itself waits for one."""
    if edge.predecessor in milestones:
        return edge.predecessor not in opening
    return edge.kind[0] == "F"


def _earliest(item: Item, waits: list[Dependency], floors: Mapping[str, float]) -> float:
    inherited = (floors[edge.predecessor] + edge.lag for edge in waits if edge.predecessor in floors)
    return max(item.earliest, item.fixed_start or 0.0, *inherited, 0.0)
