"""A reference to a statement that is not there: it was removed, or the key was mistyped.

Reported for keys whose letters other statements of the blueprint use as well.

Fix: correct the key, or say what it stood for.

Source: StrictDoc and Doorstop check the same of their documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    written = {node.written for node in graph.nodes if node.written}
    letters = {key.rstrip("0123456789.-_") for key in written}
    items = graph.plan.by_key if graph.plan else {}
    for node in graph.nodes:
        for key in node.mentions:
            known = key in graph.by_key or key in written or key in items
            if not known and key.rstrip("0123456789.-_") in letters:
                yield node.hit(f"{node.key} names {key}, and nothing is called so.")


RULE = Rule(
    code="TRC007",
    name="dangling-reference",
    family="traceability",
    scope="graph",
    summary="A key that no statement has",
    check=_check,
    severity="error",
)
