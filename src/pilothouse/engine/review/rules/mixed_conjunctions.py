""" "A and B or C" is read in two ways, and both are tested by no one.

Instead of: *The clerk must check the name and the address or the number.*
Write: *The clerk must check the name, and either the address or the number.*

Reported where *and* and *or* join single words or short phrases of one list without a comma between them.
Source: Chantree et al. 2006 (nocuous coordination ambiguity); Berry and Kamsties 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_PART = r"(?:[\w'’-]+\s+){1,4}"
_MIXED = re.compile(rf"\b(?:and\s+{_PART}or|or\s+{_PART}and)\b(?!\s?/)", re.I)
_SETTLED = re.compile(r"\b(?:both|either|whether|between|neither)\b|/", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _MIXED.search(sentence.text)
    if found and not _SETTLED.search(sentence.text):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"'{' '.join(found.group().split())}' is read in two ways: say what belongs together.",
        )


RULE = Rule(
    code="REQ011",
    name="mixed-conjunctions",
    family="requirement",
    scope="sentence",
    summary="And beside or, without saying what belongs together",
    check=_check,
    triggers=frozenset({"and or"}),
    roles=frozenset({"requirement", "story", "criterion"}),
    severity="note",
)
