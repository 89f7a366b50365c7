"""A date earlier than the median of the forecast is more likely missed than met. Reported before it is
missed, it is a decision; reported after, an excuse.

Fix: move the date, cut scope (the release page says what), or add people (it says what one is worth).

Source: the newest plan run; docs/algorithms/simulate.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.dates import day_text
from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    if graph.plan is None:
        return
    for release in graph.plan.releases:
        if release.target and release.p50 and release.target < release.p50:
            late = (release.p50 - release.target).days
            yield Hit(
                0,
                0,
                f"{release.name} is due {day_text(release.target)}, "
                f"{late} day{'' if late == 1 else 's'} before the median date ({day_text(release.p50)}).",
                subject=release.name,
            )
    for item in graph.plan.items:
        if item.deadline and item.p50 and item.deadline < item.p50:
            yield Hit(
                0,
                0,
                f"{item.key} {item.title} is due {day_text(item.deadline)}, and has its median date only on "
                f"{day_text(item.p50)}.",
                subject=item.key,
            )


RULE = Rule(
    code="PLN001",
    name="deadline-below-median",
    family="obstacle",
    scope="graph",
    summary="A date that the forecast does not reach in half of its simulations",
    check=_check,
    severity="error",
)
