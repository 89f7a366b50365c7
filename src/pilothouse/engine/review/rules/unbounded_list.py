"""A list that ends in "etc." has no end, and its missing part is the part that is argued about at
acceptance.

Instead of: *The report must show cost, dates, etc.*
Write: *The report must show cost, start and finish.* If more will come, say who decides and where it is
kept.

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (open-ended, non-verifiable terms).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "etc, and so on, and so forth, and more, and others, among others, including but not limited to",
    "but not limited to, and the like, or similar, or the like, and such, as a minimum",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' leaves the list open: name the rest, or say who decides it.",
        )


RULE = Rule(
    code="VAG003",
    name="unbounded-list",
    family="vagueness",
    scope="sentence",
    summary="A list without an end",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The report must show cost, dates, etc."),
        Case("The report must show cost and dates.", 0),
    ),
)
