"""A comparison without its other half cannot be tested.

Instead of: *The new search must be faster.*
Write: *The new search must answer in half the time of version 2 on the same 1,000 queries.*

A sentence with "than", "compared" or a measure is left alone. Source: Femmer et al. 2017 (comparatives).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.lexicon import MEASURE, WANTS, Lexicon, Wording, gain
from pilothouse.engine.review.rule import Hit, Rule

_WORDS = Lexicon(
    "faster, slower, quicker, easier, simpler, smaller, larger, bigger, cheaper, smarter, shorter, longer",
    "greater, stronger, cleaner, clearer, safer, nicer, smoother, richer, improved, increased, enhanced",
    "decreased, better, higher, lower",
)
_MORE = re.compile(
    r"\b(?:more|less)\s+(\w+(?:ly|ent|ant|ive|able|ible|ful|ous|al|ed|cult|ex|ure|ate)|often|quickly|"
    r"robust)\b",
    re.I,
)
_SAID = re.compile(
    rf"\bthan\b|\bcompar|\bor (?:equal|higher|lower|larger|smaller|later|newer|greater)\b|{MEASURE.pattern}|"
    r"\bthe (?:\w+er|more|less)\b.{0,200}?\bthe (?:\w+er|more|less)\b|\bno (?:more|less|longer)\b",
    re.I,
)
_AFTER = re.compile(r"\b(?:no|any)\s+$", re.I)
_MESSAGE = "'{}' than what? Name the other side and by how much."
_WORD = Wording(_WORDS, _MESSAGE, unless=_SAID, not_after=_AFTER)


def _check(sentence: Sentence) -> Iterator[Hit]:
    yield from _WORD(sentence)
    if sentence.role != "intent" and not _SAID.search(sentence.text):
        for found in _MORE.finditer(sentence.text, 0, gain(sentence)):
            told = " ".join(found.group().split())
            yield Hit(sentence.start + found.start(), sentence.start + found.end(), _MESSAGE.format(told))


RULE = Rule(
    code="VAG008",
    name="comparative-without-reference",
    family="vagueness",
    scope="sentence",
    summary="Better than what?",
    check=_check,
    triggers=_WORDS.triggers | {"more", "less"},
    roles=WANTS,
)
