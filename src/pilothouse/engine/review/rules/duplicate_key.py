"""With one key on two statements no one knows which of them was built and tested.

Fix: give the later one a key of its own.

Source: ISO/IEC/IEEE 29148:2018, 5.2.8.2 (unique identification).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, Node
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    seen: dict[str, Node] = {}
    for node in graph.nodes:
        if not node.written:
            continue
        if node.written in seen:
            yield node.hit(f"{node.written} is already the key of: {seen[node.written].text[:60]}")
        else:
            seen[node.written] = node


RULE = Rule(
    code="TRC008",
    name="duplicate-key",
    family="traceability",
    scope="graph",
    summary="Two statements with the same key",
    check=_check,
    severity="error",
)
