"""A goal that no feature, requirement or story serves will not be reached by accident.

Reported once any goal is named by a statement.

Fix: add what would reach it, or give the goal up in writing.

Source: van Lamsweerde 2001 (operationalisation of goals).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    goals = graph.of("goal")
    if not any(goal.key in graph.supported for goal in goals):
        return
    for goal in goals:
        if goal.key not in graph.supported and not goal.items:
            yield goal.hit(f"Nothing in the blueprint serves {goal.key}.")


RULE = Rule(
    code="TRC004",
    name="goal-without-support",
    family="traceability",
    scope="graph",
    summary="A goal that nothing works towards",
    check=_check,
    severity="warning",
)
