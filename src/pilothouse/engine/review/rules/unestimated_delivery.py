"""A date that rests on an item without estimate rests on how long other items took. That is honest, and wide.

Reported for statements all of whose delivering items lack an estimate.

Fix: estimate with three points (low, likely, high), or split the item until that is possible.

Source: Jørgensen 2004 (expert estimation of effort).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, listed
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    items = graph.plan.by_key
    parents = {item.parent for item in graph.plan.items if item.parent}
    for node in graph.nodes:
        bound = [items[key] for key in node.items if key in items and key not in parents]
        if bound and all(item.days is None for item in bound):
            keys = listed([item.key for item in bound])
            yield node.hit(f"{node.key} is delivered by {keys}, which no one has estimated.")


RULE = Rule(
    code="PLN006",
    name="unestimated-delivery",
    family="obstacle",
    scope="graph",
    summary="A requirement whose work no one has estimated",
    check=_check,
    severity="note",
)
