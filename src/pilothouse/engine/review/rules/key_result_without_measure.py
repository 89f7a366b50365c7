""" "Improve retention" is no key result: without the figure of today and the one to reach, it is always met.

Fix: give the baseline and the target, in the unit of the metric.

Source: Doerr 2018 (objectives and key results).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    for objective in graph.objectives or ():
        for result in objective.key_results:
            lacks = [
                word
                for word, value in (("baseline", result.baseline), ("target", result.target))
                if value is None
            ]
            if lacks:
                told = " and ".join(lacks)
                yield Hit(0, 0, f"'{result.title}' has no {told}.", subject=result.title)


RULE = Rule(
    code="OBJ002",
    name="key-result-without-measure",
    family="strategy",
    scope="graph",
    summary="A key result without start or target",
    check=_check,
    severity="warning",
)
