"""A story with brackets or a second sentence carries a note that belongs into its criteria.

Instead of: *As a buyer, I want to pay by card (Visa, Mastercard), so that … Note: 3-D Secure comes later.*
Write: *As a buyer, I want to pay by card, so that …*, and the cards as acceptance criteria.

Reports brackets of more than an identifier, and words after the story's sentence in the same paragraph or
list item. Source: Lucassen et al. 2016 (minimal).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_BRACKET = re.compile(r"[(\[{][^()\[\]{}\n]{2,300}[)\]}]|\s[–-]\s.*$")
_IDENTIFIER = re.compile(r"[(\[{]\W*(?:[A-Z]{1,8}[-_ ]?\d+|#\d+|[a-z]?s?)\W*[)\]}]")


def _check(sentence: Sentence) -> Iterator[Hit]:
    for found in _BRACKET.finditer(sentence.text):
        if not _IDENTIFIER.fullmatch(found.group()):
            start = sentence.start + found.start()
            yield Hit(start, start + len(found.group()), "Put this note into the acceptance criteria.")
            return
    rows = sentence.block.sentences
    place = bisect_right(rows, sentence.start, key=lambda row: row.start)
    if place < len(rows) and rows[place].role != "criterion" and len(rows[place].low) > 2:
        yield Hit(
            rows[place].start, rows[-1].end, "A story is one sentence: move this to its notes or criteria."
        )


RULE = Rule(
    code="STO008",
    name="story-not-minimal",
    family="story",
    scope="sentence",
    summary="A story with notes in it",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
