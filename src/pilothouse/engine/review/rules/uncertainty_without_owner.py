"""A question that blocks the blueprint and has no owner, no day or no test stays open until it is too late.

Fix: one person, one day, and the cheapest test that would settle it.

Source: Ries 2011 (cheapest test first); Gilb 2005 (owner and date of each claim).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph, listed
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    for doubt in graph.uncertainties or ():
        lacks = [
            word
            for word, value in (("owner", doubt.owner), ("day", doubt.due), ("test", doubt.test))
            if not value
        ]
        if doubt.blocking and lacks:
            told = listed([f"no {word}" for word in lacks])
            yield Hit(0, 0, f"'{doubt.question}' blocks and has {told}.", subject=doubt.question)


RULE = Rule(
    code="PLN008",
    name="uncertainty-without-owner",
    family="obstacle",
    scope="graph",
    summary="A blocking question that no one answers",
    check=_check,
    severity="warning",
)
