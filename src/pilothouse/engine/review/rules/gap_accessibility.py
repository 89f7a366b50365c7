"""A blueprint silent about accessibility decides it by accident.

The gap is reported once, at the first heading, for a document of more than 400 words that states three
requirements and speaks of what it is about (people, pages, services): who can use it without mouse, colours
or sight.

Write: a section "Accessibility" with at least one requirement, or the sentence why none is needed.

Source: ISO/IEC 25010:2023 (product quality model); Chung et al. 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.gaps import gap
from pilothouse.engine.review.rule import Hit, Rule

_STEMS = ("accessib", "wcag", "keyboard", "contrast", "screen-reader", "a11y")
_ARISES = ("customer", "screen", "button", "dashboard", "website", "homepage")


def _check(document: Document) -> Iterator[Hit]:
    yield from gap(
        document, _STEMS, _ARISES, "accessibility", "who can use it without mouse, colours or sight"
    )


RULE = Rule(
    code="NFR004",
    name="no-accessibility",
    family="non-functional",
    scope="document",
    summary="Nothing is said about accessibility",
    check=_check,
    severity="note",
)
