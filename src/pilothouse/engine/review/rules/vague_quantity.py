"""A vague quantity hides the number that decides the design.

"Several formats" may be two or twenty: the estimate, the test and the price differ tenfold.

Instead of: *The import must accept several formats.*
Write: *The import must accept CSV, XLSX and JSON.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7 (unbounded, open-ended terms); Femmer et al. 2017.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "several, various, numerous, many, few, a few, some, a lot of, lots of, plenty of, a number of",
    "a couple of, a variety of, a range of, multiple kinds of, a large number of, most, a majority of",
    "enough, countless",
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for first, end in phrases(sentence, _WORDS):
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(
            sentence.words[first].start,
            sentence.words[end - 1].end,
            f"'{told}' is no number: say how many, or list them.",
        )


RULE = Rule(
    code="VAG002",
    name="vague-quantity",
    family="vagueness",
    scope="sentence",
    summary="A quantity that nobody can count",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The import must accept several formats."),
        Case("The import must accept CSV, XLSX and JSON.", 0),
        Case("Several formats exist.", 0),
    ),
)
