""" "Always", "never" and "100 %" promise what no system keeps; the test for them never ends.

Instead of: *The service must always be available.*
Write: *The service is available 99.9 % of each month, measured by the outside probe.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (totality terms).
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "always, never, at all times, under all circumstances, in all cases, zero downtime, no downtime",
    "bug-free, error-free, completely, totally, fully, any time, anytime, everything, 24x7, perfectly",
    "perfect",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' cannot be kept or tested: give the share, the period and how it is measured.",
        )


RULE = Rule(
    code="VAG009",
    name="absolute",
    family="vagueness",
    scope="sentence",
    summary="A promise about everything, for ever",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="note",
    cases=(
        Case("The service must always be available."),
        Case("The service must be available 99.9 % of each month.", 0),
    ),
)
