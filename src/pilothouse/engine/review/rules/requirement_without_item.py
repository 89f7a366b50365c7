"""What no one plans to build is not built, whatever the blueprint says.

Reported for requirements, user stories and features once the product has a plan and at least one statement is
traced to it; before the first trace it is reported once for the whole blueprint.

Fix: trace the statement to the item that delivers it, add one, or move it under "Non-goals".

Source: ISO/IEC/IEEE 29148:2018, 6.5.2 (traceability to the solution).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None or not graph.plan.items:
        return
    wanted = graph.of("requirement", "story", "feature")
    open_ = [node for node in wanted if not node.items]
    if wanted and len(open_) == len(wanted):
        yield Hit(0, 0, f"None of {len(wanted)} requirements is traced to an item of the plan.")
        return
    for node in open_:
        yield node.hit(f"No item of the plan delivers {node.key}: trace it, plan it, or make it a non-goal.")


RULE = Rule(
    code="TRC001",
    name="requirement-without-item",
    family="traceability",
    scope="graph",
    summary="A requirement that no item delivers",
    check=_check,
    severity="warning",
)
