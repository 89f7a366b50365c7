"""A superlative cannot be finished: something better can always be thought of.

Instead of: *The planner should find the best schedule with minimal effort.*
Write: *The planner should find a schedule within 2 % of the lower bound in one second.*

Source: Femmer et al. 2017 (superlatives); ARTA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "best, worst, fastest, slowest, easiest, simplest, smallest, largest, biggest, lowest, highest",
    "optimal, optimally, maximal, minimal, maximise, maximize, minimise, minimize, optimise, optimize",
    "as fast as possible, as small as possible, as few as possible, as little as possible, least",
    "cheapest, latest technology, optimum",
)
_GUARD = re.compile(
    r"\bat (?:least|best|worst|most)\b",
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
            f"'{told}' has no end: give the value that is good enough.",
        )


RULE = Rule(
    code="VAG007",
    name="superlative",
    family="vagueness",
    scope="sentence",
    summary="The best, without saying of what",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("The planner should minimise memory."),
        Case("The planner should use at most 200 MB.", 0),
    ),
)
