"""Two requirements that differ only in a number, or in a "not", cannot both be met.

Instead of: *R3: Sessions must end after 15 minutes.* and *R19: Sessions must end after 30 minutes.*
Write: one of them, or say in each when it holds.

Compares requirements whose words without numbers and negations are nearly the same (Jaccard, 0.8 or
more). Source: ISO/IEC/IEEE 29148:2018, 5.2.6 (consistent); Lucassen et al. 2016 (conflict-free).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.likeness import content, twins
from pilothouse.engine.review.rule import Hit, Rule
from pilothouse.engine.review.sentence import IDENTIFIER

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = frozenset({"not", "never", "no", "cannot", "without", "neither"})


def _check(document: Document) -> Iterator[Hit]:
    rows = [row for row in document.sentences if row.role == "requirement" and len(row.low) > 3]
    bare = [IDENTIFIER.sub("", row.text) for row in rows]
    told = [
        (frozenset(_NUMBER.findall(text)), bool(row.low & _NEGATION))
        for row, text in zip(rows, bare, strict=True)
    ]
    for first, second in twins([content(text) - _NEGATION for text in bare], 0.8):
        numbers = told[first][0] != told[second][0] and told[first][0] and told[second][0]
        if numbers or told[first][1] != told[second][1]:
            line, _ = document.place(rows[first].start)
            what = "other numbers" if numbers else "the opposite"
            yield Hit(
                rows[second].start, rows[second].end, f"Line {line} says {what} of the same: which holds?"
            )


RULE = Rule(
    code="REQ015",
    name="near-conflict",
    family="requirement",
    scope="document",
    summary="Two requirements that cannot both be met",
    check=_check,
)
