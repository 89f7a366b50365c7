""" "Soon" and "in real time" mean ten milliseconds to one reader and a day to another.

Instead of: *Alerts must be sent immediately.*
Write: *Alerts must be sent within 10 s of the event in 99 of 100 cases.*

A sentence that gives a time with a unit is left alone. Source: ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Case, Hit, Rule, index, phrases

_WORDS = index(
    "soon, immediately, instantly, promptly, timely, in a timely manner, as soon as possible, asap",
    "real time, real-time, in due course, eventually, at a later time, in the future, at some point",
    "from time to time, periodically, regularly, frequently, near real-time, without delay, on time",
    "at once, up to date, up-to-date",
)
_GUARD = re.compile(
    r"\b\d+(?:\.\d+)?\s*(?:ms|s|sec\w*|min\w*|h|hours?|days?|weeks?|months?)\b",
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
            f"'{told}' is no time: say within how long, or how often.",
        )


RULE = Rule(
    code="VAG006",
    name="open-time",
    family="vagueness",
    scope="sentence",
    summary="A time without a clock",
    check=_check,
    triggers=frozenset(_WORDS),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="warning",
    cases=(
        Case("Alerts must be sent immediately."),
        Case("Alerts must be sent within 10 s.", 0),
    ),
)
