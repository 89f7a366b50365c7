"""A question answered after the work that depends on it has begun is answered by whoever builds it.

Compares the due date of an open uncertainty and the planned start of the items that it bears on.

Fix: answer it earlier (its cheapest test says how), or start the work later.

Source: Boehm 1981 (cost of change grows with the phase).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pilothouse.engine.dates import day_text
from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    items = graph.plan.by_key
    for doubt in graph.uncertainties or ():
        starts = [items[key] for key in doubt.items if key in items and items[key].start]
        first = min(starts, key=lambda item: item.start or date.max, default=None)
        if first is None or first.start is None or doubt.due is None or doubt.due <= first.start:
            continue
        yield Hit(
            0,
            0,
            f"'{doubt.question}' is to be answered by {day_text(doubt.due)}, but {first.key} starts "
            f"{day_text(first.start)}.",
            subject=doubt.question,
        )


RULE = Rule(
    code="PLN007",
    name="answered-too-late",
    family="obstacle",
    scope="graph",
    summary="A question that is answered after the work has begun",
    check=_check,
    severity="warning",
)
