"""What must not happen is endless; what must happen can be tested.

Instead of: *The system must not lose messages.*
Write: *Every acknowledged message is delivered within 60 s, also after the loss of one broker.*

A negation with "unless", "until", "without" or a measure, and one within a condition, is left alone: it says
when. Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (negative statements).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.lexicon import MEASURE
from pilothouse.engine.review.rule import Hit, Rule, words_of

_NOT = re.compile(
    r"\b(?:shall|must|should|will|can|may|does|do|is|are)\s+(?:not|never)\b(?!\s+need\b)|"
    r"\b(?:cannot|shouldn't|mustn't|won't)\b",
    re.I,
)
_WHEN = re.compile(
    rf"\b(?:unless|until|without|except|more than|less than|before|after|longer than|exceed\w*)\b|"
    rf"{MEASURE.pattern}",
    re.I,
)
_NEAR = 200
_CONDITION = re.compile(r"\b(?:if|when|where|whenever|while|which|who|whose|although)\b[^,]*$", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    if _WHEN.search(sentence.text):
        return
    for found in _NOT.finditer(sentence.text):
        if not _CONDITION.search(sentence.text[max(0, found.start() - _NEAR) : found.start()]):
            yield Hit(
                sentence.start + found.start(),
                sentence.start + found.end(),
                f"'{' '.join(found.group().split())}': say what happens instead; a negative has no end.",
            )
            return


RULE = Rule(
    code="REQ006",
    name="negative-requirement",
    family="requirement",
    scope="sentence",
    summary="A requirement by what must not happen",
    check=_check,
    triggers=words_of("not never cannot shouldn't mustn't won't"),
    severity="note",
    roles=frozenset({"requirement"}),
)
