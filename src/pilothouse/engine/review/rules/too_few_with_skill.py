"""An item that needs three people of a skill at once never starts in a team with two.

Fix: lower the need, or have one more person learn the skill.

Source: the needs of the open items against the skills of the team.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    for item in graph.plan.items:
        for need in item.needs:
            able = sum(person.has(need) for person in graph.plan.people) if need.skill else 0
            if 0 < able < need.people:
                there = f"there {'is' if able == 1 else 'are'} {able}"
                told = f"{need.people} people with {need.skill} at once, and {there}"
                yield Hit(0, 0, f"{item.key} {item.title} needs {told}.", subject=item.key)


RULE = Rule(
    code="PLN005",
    name="too-few-with-skill",
    family="obstacle",
    scope="graph",
    summary="An item that needs more people of a skill than there are",
    check=_check,
    severity="error",
)
