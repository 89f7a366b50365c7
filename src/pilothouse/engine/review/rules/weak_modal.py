""" "Should", "may" and "can" beside "must" tell that some requirements are only wishes, and not which.

Instead of: *The report should show costs.* (in a text whose other requirements say *must*)
Write: *The report must show costs*, or move it to a list of options with a value.

Told in a text of which three requirements or more, and more than half, say *shall* or *must*, and in a text
of at most 120 words. Prose that argues with *should* is left alone, and so is a text that refers to RFC 2119,
where the words are defined. Source: Krisch and Houdek 2015; ISO/IEC/IEEE 29148:2018, 5.2.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_WEAK = re.compile(r"\b(?:should|may(?! only)|(?:could|might|can)(?! (?:not|only)))\b", re.I)
_STRONG = frozenset({"shall", "must"})
_SHORT = 120


def _check(document: Document) -> Iterator[Hit]:
    if not document.words & {"should", "could", "might", "may", "can"} or "2119" in document.text:
        return
    rows = [row for row in document.sentences if row.role == "requirement"]
    strong = sum(not _STRONG.isdisjoint(row.low) for row in rows)
    is_long = document.masked.count(" ") > _SHORT
    if is_long and not (strong >= 3 and strong * 2 > len(rows)):
        return
    for sentence in rows:
        if is_long and sentence.low & _STRONG:
            continue
        found = _WEAK.search(sentence.text)
        if found:
            yield Hit(
                sentence.start + found.start(),
                sentence.start + found.end(),
                f"'{found.group()}': is it needed or only wished for? Say must, or make it an option.",
            )


RULE = Rule(
    code="VAG010",
    name="weak-modal",
    family="vagueness",
    scope="document",
    summary="A requirement that may be left out",
    check=_check,
    severity="note",
)
