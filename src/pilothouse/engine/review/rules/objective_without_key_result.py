"""An objective without key results is a wish: no one can tell when it is reached.

Fix: two to five key results, each a figure.

Source: Doerr 2018 (objectives and key results).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    for objective in graph.objectives or ():
        if not objective.key_results:
            yield Hit(0, 0, f"'{objective.title}' has no key result.", subject=objective.title)


RULE = Rule(
    code="OBJ003",
    name="objective-without-key-result",
    family="strategy",
    scope="graph",
    summary="An objective that no one can see reached",
    check=_check,
    severity="warning",
)
