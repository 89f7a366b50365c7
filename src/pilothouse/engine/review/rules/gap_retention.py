"""A blueprint silent about data retention decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): how long data are kept, and how they
are deleted.

Write: a section "Data retention" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = ("retention", "retain", "delet", "archiv", "expir", "purge", "lifecycle")
_ARISES = ("customer", "patient", "invoice", "employee", "subscriber")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(
        document, _STEMS, _ARISES, "data retention", "how long data are kept, and how they are deleted"
    )


RULE = Rule(
    code="NFR007",
    name="no-retention",
    family="non-functional",
    scope="document",
    summary="Nothing is said about data retention",
    check=_check,
    severity="note",
)
