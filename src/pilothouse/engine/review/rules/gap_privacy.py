"""A blueprint silent about privacy decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): which personal data are held, why, and
who sees them.

Write: a section "Privacy" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = ("privacy", "private", "personal", "gdpr", "consent", "anonymi", "pseudonym", "pii", "confidential")
_ARISES = ("customer", "patient", "employee", "student", "citizen", "subscriber", "household")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(
        document, _STEMS, _ARISES, "privacy", "which personal data are held, why, and who sees them"
    )


RULE = Rule(
    code="NFR002",
    name="no-privacy",
    family="non-functional",
    scope="document",
    summary="Nothing is said about privacy",
    check=_check,
    severity="note",
)
