"""A blueprint silent about operability decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): how it is watched, rolled back and
restored.

Write: a section "Operability" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = (
    "monitor",
    "observab",
    "metric",
    "alert",
    "logs",
    "logging",
    "rollback",
    "roll-back",
    "runbook",
    "on-call",
    "backup",
    "restor",
)
_ARISES = ("customer", "website", "hosting", "server", "shop")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(document, _STEMS, _ARISES, "operability", "how it is watched, rolled back and restored")


RULE = Rule(
    code="NFR005",
    name="no-operability",
    family="non-functional",
    scope="document",
    summary="Nothing is said about operability",
    check=_check,
    severity="note",
)
