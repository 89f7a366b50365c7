"""What must not happen is endless; what must happen can be tested.

Instead of: *The system must not lose messages.*
Write: *Every acknowledged message is delivered within 60 s, also after the loss of one broker.*

A prohibition with "unless", "until", "without" or a number is left alone: it says when. Source: ISO/IEC/IEEE
29148:2018, 5.2.7 (negative statements).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_NOT = re.compile(
    r"\b(?:shall|must|should|will|can|may) (?:not|never)\b|\b(?:cannot|shouldn't|mustn't|won't)\b", re.I
)
_WHEN = re.compile(
    r"\b(?:unless|until|without|except|more than|less than|before|after|longer than)\b|\d", re.I
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _NOT.search(sentence.text)
    if found and not _WHEN.search(sentence.text):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"'{found.group()}': say what happens instead; a negative has no test that ends.",
        )


RULE = Rule(
    code="REQ006",
    name="negative-requirement",
    family="requirement",
    scope="sentence",
    summary="A requirement by what must not happen",
    check=_check,
    triggers=frozenset({"not", "never", "cannot", "shouldn't", "mustn't", "won't"}),
    severity="note",
    roles=frozenset({"requirement"}),
)
