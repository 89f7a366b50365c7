"""Two requirements in one sentence are estimated once, tested once and half delivered.

Instead of: *The user must confirm the mail address and the system must log the confirmation.*
Write: two sentences, each with its own number.

Source: ISO/IEC/IEEE 29148:2018, 5.2.5 (singular); Lucassen et al. 2016 (atomic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_MODAL = re.compile(r"\b(?:shall|must|should|has to|have to|needs? to)\b", re.I)
_JOIN = re.compile(r"(?:\band\b|\bor\b|;|\bas well as\b)", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    modals = list(_MODAL.finditer(sentence.text))
    for first, second in pairwise(modals):
        if _JOIN.search(sentence.text, first.end(), second.start()):
            yield Hit(
                sentence.start + first.start(),
                sentence.start + second.end(),
                "Two requirements in one sentence: give each its own.",
            )
            return


RULE = Rule(
    code="REQ005",
    name="compound-requirement",
    family="requirement",
    scope="sentence",
    summary="Two requirements in one sentence",
    check=_check,
    triggers=frozenset({"shall", "must", "should", "has", "have", "need", "needs"}),
    roles=frozenset({"requirement"}),
)
