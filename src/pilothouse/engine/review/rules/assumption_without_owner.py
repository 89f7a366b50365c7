"""An assumption that no one checks is a risk that no one sees.

Instead of: *We assume that the partner's API stays free.*
Write: *Assumption (owner: Ana, checked by 1 March by contract): the partner's API stays free.*

Source: Torres 2021 (assumption tests); PMBOK 7 (assumption log).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_ASSUMES = re.compile(
    r"(?<!if )(?<!then )(?<!when )(?<!as )\b(?:we|I)\s+(?:assume|presume)\b|\bit is assumed that\b|"
    r"\b(?:our )?assumption(?: is)?:|\bour assumption\b",
    re.I,
)
_OWNED = re.compile(r"\bowner\b|\b(?:verif|valid|test|check|confirm|measur|prov)\w*\b|\bby \d", re.I)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _ASSUMES.search(sentence.text)
    if found and not _OWNED.search(sentence.text):
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            "An assumption without owner or test: who finds out whether it holds, how, by when?",
        )


RULE = Rule(
    code="RSK001",
    name="assumption-without-test",
    family="risk",
    scope="sentence",
    summary="An assumption without owner or test",
    check=_check,
    triggers=frozenset({"assume", "it assumed that", "assumption", "presume"}),
    severity="note",
)
