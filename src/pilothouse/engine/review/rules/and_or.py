""" "And/or" makes three requirements of one sentence, and the reader chooses.

Instead of: *The user can log in by mail and/or phone.*
Write: *The user can log in by mail or by phone; either alone is enough.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "either or both, one or more of",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' is three requirements: say which of them are needed together.",
        )


RULE = Rule(
    code="REQ002",
    name="and-or",
    family="requirement",
    scope="sentence",
    summary="And, or, or both?",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The user must log in by mail, by phone, either or both."),
        Case("The user must log in by mail or by phone.", 0),
    ),
)
