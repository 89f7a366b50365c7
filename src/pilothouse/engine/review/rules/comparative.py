"""A comparison without its other half cannot be tested.

Instead of: *The new search must be faster.*
Write: *The new search must answer in half the time of version 2 on the same 1,000 queries.*

A sentence with "than", "compared" or a number is left alone. Source: Femmer et al. 2017 (comparatives).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "faster, slower, quicker, easier, simpler, smaller, larger, bigger, lower, higher, cheaper, smarter",
    "cleaner, more efficient, more reliable, more secure, more flexible, more scalable, less complex",
    "more intuitive, improved, increased, reduced, enhanced, decreased",
)
_GUARD = re.compile(
    r"\bthan\b|\bcompar|\bor (?:higher|lower|larger|smaller|later|newer)\b|\d",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    if _GUARD.search(sentence.text):
        return
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' than what? Name the other side and by how much.",
        )


RULE = Rule(
    code="VAG008",
    name="comparative-without-reference",
    family="vagueness",
    scope="sentence",
    summary="Better than what?",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The new search must be faster."),
        Case("The new search must be faster than version 2 by half.", 0),
    ),
)
