"""A third party that fails takes the product with it, unless someone has thought of it before.

Instead of: *Payments go through AcmePay.*
Write: *Payments go through AcmePay; when it does not answer within 5 s the order is kept and paid later.*

Reported once per document that names an external dependency and nowhere a fallback. Source: ISO/IEC
25010:2023 (fault tolerance).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_OUTSIDE = re.compile(
    r"\b(?:third[- ]party (?:service|provider|api|system|vendor|platform|payment|cloud)s?|"
    r"external (?:service|system|api|provider|vendor)|vendor'?s? api|saas provider)\b",
    re.I,
)
_FALLBACK = (
    *("fallback", "fall-back", "failover", "fail-over", "failure", "failures", "fails", "failed", "retry"),
    *("retries", "outage", "unavailab", "degrad", "circuit", "alternative", "queue"),
)


def _check(document: Document) -> Iterator[Hit]:
    if not document.speaks_of("third", "external", "vendor", "saas") or document.speaks_of(*_FALLBACK):
        return
    if found := _OUTSIDE.search(document.masked):
        yield Hit(
            found.start(), found.end(), f"What happens when the {found.group().lower()} does not answer?"
        )


RULE = Rule(
    code="RSK002",
    name="no-fallback",
    family="risk",
    scope="document",
    summary="A third party without a fallback",
    check=_check,
)
