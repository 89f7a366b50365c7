"""Work planned for someone who is gone by then is done by no one.

Compares a person's last day and the day by which the item is done at the median date.

Fix: hand over in time, or give the item to someone else.

Source: the newest plan run against the team's last days.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.dates import day_text
from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    leaving = {person.name: person.leaves for person in graph.plan.people if person.leaves}
    for item in graph.plan.items:
        for name in item.people:
            last = leaving.get(name)
            if last and item.p50 and item.p50 > last:
                told = f"{name} leaves {day_text(last)}"
                yield Hit(0, 0, f"{told}, before {item.key} {item.title} is done.", subject=item.key)


RULE = Rule(
    code="PLN009",
    name="leaves-before-done",
    family="obstacle",
    scope="graph",
    summary="Someone who leaves before their work is done",
    check=_check,
    severity="warning",
)
