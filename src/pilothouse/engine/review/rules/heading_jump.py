"""A heading two levels below the one above it belongs to a section that no one wrote.

Instead of: *# Plan* followed by *### Rollback*.
Write: *## Rollback*, or the section between.

A text that does so twice has a habit, and is left alone. Source: WCAG 2.2, technique G141 (organise a page
using headings).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule


def _check(document: Document) -> Iterator[Hit]:
    pairs = pairwise(document.headings())
    found = [(row, above) for (above, _, _), row in pairs if row[0] > above + 1]
    if len(found) == 1:
        (level, title, block), above = found[0]
        yield Hit(
            block.start,
            block.end,
            f"'{title}' is of level {level} under one of level {above}: one is missing.",
        )


RULE = Rule(
    code="DOC005",
    name="heading-jump",
    family="document",
    scope="document",
    summary="A heading that skips a level",
    check=_check,
    severity="note",
)
