"""A blueprint silent about security decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): who may do what, what an attacker could
gain, and what is encrypted.

Write: a section "Security" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = (
    "secur",
    "authenti",
    "authori",
    "encrypt",
    "permission",
    "threat",
    "attack",
    "vulnerab",
    "hardening",
)
_ARISES = ("customer", "login", "password", "payment", "sign-in", "tenant", "patient", "employee")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(
        document,
        _STEMS,
        _ARISES,
        "security",
        "who may do what, what an attacker could gain, and what is encrypted",
    )


RULE = Rule(
    code="NFR001",
    name="no-security",
    family="non-functional",
    scope="document",
    summary="Nothing is said about security",
    check=_check,
    severity="note",
)
