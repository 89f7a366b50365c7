""" "And/or" makes three requirements of one sentence, and the reader chooses.

Instead of: *The user can log in by mail and/or phone.*
Write: *The user can log in by mail or by phone; either alone is enough.*

Source: ISO/IEC/IEEE 29148:2018, 5.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_BOTH = re.compile(r"\band\s?/\s?or\b|\bor\s?/\s?and\b|\beither or both\b|\bone or more of\b", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    for found in _BOTH.finditer(sentence.text):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"'{found.group()}' is three requirements: say which of them are needed together.",
        )


RULE = Rule(
    code="REQ002",
    name="and-or",
    family="requirement",
    scope="sentence",
    summary="And, or, or both?",
    check=_check,
    triggers=frozenset({"and or", "either both", "one more"}),
    roles=frozenset({"requirement", "story", "criterion"}),
)
