"""Work that no requirement asks for is either a requirement no one wrote down or work no one needs.

Reported for the highest open item whose parts, like itself and whatever it is part of, deliver no statement;
once the blueprint has at least one trace.

Fix: trace it to what it is for, or take it out of the plan.

Source: ISO/IEC/IEEE 29148:2018, 6.5.2 (traceability back to needs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilothouse.engine.review.graph import Graph, Item
from pilothouse.engine.review.rule import Hit, Rule

_SHOWN = 5


def _check(graph: Graph) -> Iterator[Hit]:
    delivering = {key for node in graph.nodes for key in node.items}
    if graph.plan is None or not delivering:
        return
    items = graph.plan.by_key
    covered: set[str] = set()
    for key in delivering:
        while key and key not in covered:  # what holds a delivering item has a reason too
            covered.add(key)
            key = items[key].parent if key in items else ""
    bare = [
        item for item in graph.plan.items if item.key not in covered and not _above(item, items, delivering)
    ]
    names = {item.key for item in bare}
    tops = [item for item in bare if item.parent not in names]
    for item in tops[:_SHOWN]:
        yield Hit(0, 0, f"No statement asks for {item.key} {item.title}.", subject=item.key)
    if len(tops) > _SHOWN:
        yield Hit(0, 0, f"No statement asks for {len(tops) - _SHOWN} more items.")


def _above(item: Item, items: Mapping[str, Item], delivering: set[str]) -> bool:
    """Whether something that the item is part of delivers a statement."""
    seen = set()
    key = item.parent
    while key and key not in seen:
        if key in delivering:
            return True
        seen.add(key)
        key = items[key].parent if key in items else ""
    return False


RULE = Rule(
    code="TRC002",
    name="item-without-requirement",
    family="traceability",
    scope="graph",
    summary="An item that nothing in the blueprint asks for",
    check=_check,
    severity="note",
)
