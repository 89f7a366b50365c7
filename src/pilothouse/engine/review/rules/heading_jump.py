"""A heading two levels below the one above it belongs to a section that nobody wrote.

Instead of: *# Plan* followed by *### Rollback*.
Write: *## Rollback*, or the section between.

Told once, at the first place. Source: WCAG 2.2, technique G141 (organise a page using headings).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule


def _check(document: Document) -> Iterator[Hit]:
    above = 0
    for level, title, block in document.headings():
        if above and level > above + 1:
            yield Hit(
                block.start,
                block.end,
                f"'{title}' is of level {level} under one of level {above}: one is missing.",
            )
            return
        above = level


RULE = Rule(
    code="DOC005",
    name="heading-jump",
    family="document",
    scope="document",
    summary="A heading that skips a level",
    check=_check,
    severity="note",
)
