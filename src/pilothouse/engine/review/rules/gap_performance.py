"""A blueprint silent about performance decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): how fast, under which load.

Write: a section "Performance" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = ("perform", "latenc", "throughput", "scalab", "benchmark", "overhead", "fast", "slow")
_ARISES = ("customer", "user", "request", "search", "quer", "upload")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(document, _STEMS, _ARISES, "performance", "how fast, under which load")


RULE = Rule(
    code="NFR003",
    name="no-performance",
    family="non-functional",
    scope="document",
    summary="Nothing is said about performance",
    check=_check,
    severity="note",
)
