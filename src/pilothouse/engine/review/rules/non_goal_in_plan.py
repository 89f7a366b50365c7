"""A non-goal that the plan delivers all the same costs what the goals need.

Fix: take the item out, or make the non-goal a goal and say why it changed.

Source: ISO/IEC/IEEE 29148:2018, 6.5.2 (traceability); non-goals as Kubernetes enhancement proposals use them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, listed
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    for node in graph.of("non_goal"):
        if node.items:
            yield node.hit(f"{node.key} was ruled out, and {listed(node.items)} delivers it.")


RULE = Rule(
    code="TRC010",
    name="non-goal-in-plan",
    family="traceability",
    scope="graph",
    summary="An item that delivers what was ruled out",
    check=_check,
    severity="error",
)
