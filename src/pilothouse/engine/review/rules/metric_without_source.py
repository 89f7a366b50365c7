"""A metric is only one when it is known where its figure comes from and who reads it.

Reported for key results without a source, and of statements under "Metrics" that name none ("measured by",
"source:", "from the ...", "according to").

Fix: name the system or survey that the figure is read from.

Source: Basili et al. 1994 (goal, question, metric).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule

_SOURCE = re.compile(
    r"\b(?:source|measured|reported|counted|logged|recorded|tracked|read from|from the|from our|according to"
    r"|survey|analytics|telemetry|dashboard|log|query|report)\b",
    re.I,
)


def _check(graph: Graph) -> Iterator[Hit]:
    for node in graph.of("metric"):
        if not _SOURCE.search(node.text):
            yield node.hit(f"{node.key} does not say where its figure comes from.")
    for objective in graph.objectives or ():
        for result in objective.key_results:
            if not result.source.strip():
                yield Hit(0, 0, f"'{result.title}' has no source for its figure.", subject=result.title)


RULE = Rule(
    code="OBJ001",
    name="metric-without-source",
    family="strategy",
    scope="graph",
    summary="A figure that no one knows where to read",
    check=_check,
    severity="warning",
)
