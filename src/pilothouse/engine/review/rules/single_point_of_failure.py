"""When only one person can do what open items need, an illness moves the date. The number of people that a
skill can lose is its truck factor; here it is zero.

Reported once for each person, with the skills and the work that hang on them, from ten days of work on.

Fix: pair someone with them, train a second, or write down what they know.

Source: Avelino et al. 2016 (truck factor).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, listed
from pilothouse.engine.review.rule import Hit, Rule

_LEAST_DAYS = 10


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None or len(graph.plan.people) < 2:
        return
    skills: dict[str, set[str]] = {}
    work: dict[str, dict[str, float]] = {}
    for item in graph.plan.items:
        for need in item.needs:
            able = [person.name for person in graph.plan.people if need.skill and person.has(need)]
            if len(able) == 1:
                skills.setdefault(able[0], set()).add(need.skill)
                work.setdefault(able[0], {})[item.key] = item.days or 0
    for name, items in work.items():
        days = sum(items.values())
        if days >= _LEAST_DAYS:
            yield Hit(
                0,
                0,
                f"Only {name} can do {listed(sorted(skills[name]))}: {days:.0f} days of work in "
                f"{listed(list(items))} hang on one person.",
                subject=name,
            )


RULE = Rule(
    code="PLN004",
    name="single-point-of-failure",
    family="obstacle",
    scope="graph",
    summary="One person without whom work stops",
    check=_check,
    severity="warning",
)
