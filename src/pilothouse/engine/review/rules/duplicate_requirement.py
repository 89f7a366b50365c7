"""A requirement stated twice is changed once.

Instead of: the same sentence under *Security* and under *Sign-in*.
Write: it once, and refer to its identifier from the other place.

Compares the words without filler; nine in ten are the same, and numbers and negations all are. Source:
ISO/IEC/IEEE 29148:2018, 5.2.6 (consistent, without redundancy); Lucassen et al. 2016 (unique).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.likeness import content, twins
from pilothouse.engine.review.rule import Hit, Rule
from pilothouse.engine.review.sentence import IDENTIFIER

_TELLING = re.compile(r"\d+(?:[.,]\d+)*|\b(?:not|never|no|cannot|without)\b", re.I)


def _check(document: Document) -> Iterator[Hit]:
    rows = [row for row in document.sentences if row.role == "requirement" and len(row.low) > 3]
    bare = [IDENTIFIER.sub("", row.text) for row in rows]
    for first, second in twins([content(text) for text in bare], 0.9):
        if sorted(_TELLING.findall(bare[first])) == sorted(_TELLING.findall(bare[second])):
            line, _ = document.place(rows[first].start)
            yield Hit(rows[second].start, rows[second].end, f"Line {line} says the same: keep one.")


RULE = Rule(
    code="REQ016",
    name="duplicate-requirement",
    family="requirement",
    scope="document",
    summary="A requirement stated twice",
    check=_check,
)
