"""A feature that serves no goal cannot be ranked, and is the first that should go.

Reported for features, once any feature or requirement names a goal (by its key, such as "serves G2") or is
traced to one.

Fix: name the goal that it serves, or drop it.

Source: van Lamsweerde 2001 (goal-oriented requirements); Aha! strategy to feature links as practised.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, Node
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    goals = {node.key for node in graph.of("goal")}
    named = [node for node in graph.of("feature", "requirement", "story") if goals & _names(node)]
    if not goals or not named:
        return
    for node in graph.of("feature"):
        if not goals & _names(node):
            yield node.hit(
                f"{node.key} serves no goal: name one ({', '.join(sorted(goals)[:4])}) or drop it."
            )


def _names(node: Node) -> set[str]:
    return {*node.mentions, *node.supports}


RULE = Rule(
    code="TRC003",
    name="feature-without-goal",
    family="traceability",
    scope="graph",
    summary="A feature that serves no goal",
    check=_check,
    severity="warning",
)
