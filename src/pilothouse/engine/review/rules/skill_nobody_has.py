"""Work that needs what no one can do waits, however the plan looks.

Reported once for each skill and level, with the items that need it.

Fix: hire, train or buy the skill, or design it away. The team page shows who is nearest.

Source: the needs of the open items against the skills of the team.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, listed
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    lacking: dict[tuple[str, float], list[str]] = {}
    for item in graph.plan.items:
        for need in item.needs:
            if need.skill and not any(person.has(need) for person in graph.plan.people):
                lacking.setdefault((need.skill, need.level), []).append(item.key)
    for (skill, level), keys in lacking.items():
        told = f"{skill} at level {level:g}" if level else skill
        yield Hit(0, 0, f"No one has {told}; needed by {listed(keys)}.", subject=skill)


RULE = Rule(
    code="PLN003",
    name="skill-nobody-has",
    family="obstacle",
    scope="graph",
    summary="Work that needs a skill no one has",
    check=_check,
    severity="error",
)
