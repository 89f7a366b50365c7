"""TBD, TODO and ??? are uncertainties without an owner.

What is not decided is found by whoever needs it last, when it is dearest.

Instead of: *The limit is TBD.*
Write: the limit, or an uncertainty with a question, an owner and a date.

Source: ISO/IEC/IEEE 29148:2018, 5.2.6 (complete).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "tbd, tbc, tba, todo, fixme, xxx, wip, to be determined, to be decided, to be defined",
    "to be confirmed, to be clarified, not yet decided, not yet defined, needs discussion",
    "open question, to be discussed",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}': decide, or make it an uncertainty with an owner and a date.",
        )


RULE = Rule(
    code="REQ001",
    name="placeholder",
    family="requirement",
    scope="sentence",
    summary="An open end left in the text",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset(),
    severity="error",
    cases=(
        Case("The limit is TBD."),
        Case("The limit is 40 MB.", 0),
    ),
)
