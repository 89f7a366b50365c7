"""A blueprint silent about cost decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): what it costs to build and to run.

Write: a section "Cost" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = ("cost", "budget", "price", "pricing", "spend", "licence-fee", "money", "expens")
_ARISES = ("customer", "subscription", "supplier", "shop", "hosting")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(document, _STEMS, _ARISES, "cost", "what it costs to build and to run")


RULE = Rule(
    code="NFR006",
    name="no-cost",
    family="non-functional",
    scope="document",
    summary="Nothing is said about cost",
    check=_check,
    severity="note",
)
