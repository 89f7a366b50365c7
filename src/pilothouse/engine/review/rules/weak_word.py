"""Weak words leave the decision to whoever reads them.

"The page loads quickly" is true for everybody until it is measured. A word of degree without a measure
cannot be
built to, tested, or argued about.

Instead of: *The search responds quickly for most users.*
Write: *95 of 100 searches respond within 300 ms at 50 requests a second.*

A sentence that gives a number with a unit is left alone: there the word is only a summary. Source: Femmer
et al.
2017 (requirement smells: subjective language, ambiguous adverbs and adjectives); ISO/IEC/IEEE 29148:2018,
5.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "quickly, fast, slow, easily, easy to use, easy, simple, seamless, seamlessly, efficient",
    "efficiently, effective, effectively, robust, flexible, intuitive, user-friendly, user friendly",
    "scalable, modern, lightweight, reasonable, reasonably, adequate, adequately, appropriate, suitable",
    "sufficient, good, bad, sufficiently, significant, significantly, state of the art, high quality",
    "better, nice, convenient, clean, smooth, smoothly, responsive, performant",
)
_MEASURE = re.compile(
    r"\d\s*(?:%|ms|s\b|sec|second|minute|min\b|hour|day|week|kb|mb|gb|tb|px|users?|requests?|rps|per |x\b)",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    if _MEASURE.search(sentence.text):
        return
    for first, end in phrases(sentence, _WORDS):
        begin, stop = sentence.words[first].start, sentence.words[end - 1].end
        told = " ".join(word.text for word in sentence.words[first:end])
        yield Hit(begin, stop, f"'{told}' cannot be measured: say how much, under which load, for whom.")


RULE = Rule(
    code="VAG001",
    name="weak-word",
    family="vagueness",
    scope="sentence",
    summary="A word of degree without a measure",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    cases=(
        Case("The search must respond quickly."),
        Case("The search must respond within 300 ms for 95 % of requests, that is quickly.", 0),
        Case("Quickly written notes are kept here.", 0),
    ),
)
