"""What waits for itself by way of others is never begun.

Read are words such as "depends on R7", "requires R7", "after R7" of statements, and the dependencies and
parts of the plan's items.

Fix: break the circle at the weakest link: split a statement, or give one of them an interface to wait for.

Source: Tarjan 1972 (strongly connected components).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, cycles
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    for circle in cycles({node.key: node.needs for node in graph.nodes}):
        way = " → ".join((*circle, circle[0]))
        yield graph.by_key[circle[0]].hit(f"These wait for each other: {way}.")
    if graph.plan is not None:
        for circle in cycles({item.key: item.waits_for for item in graph.plan.items}):
            way = " → ".join((*circle, circle[0]))
            yield Hit(0, 0, f"These items wait for each other: {way}.", subject=circle[0])


RULE = Rule(
    code="TRC009",
    name="dependency-cycle",
    family="traceability",
    scope="graph",
    summary="Statements or items that wait for each other",
    check=_check,
    severity="error",
)
