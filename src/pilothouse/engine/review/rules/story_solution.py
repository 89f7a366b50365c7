"""A story that names the button has decided the design before anybody has understood the need.

Instead of: *As a buyer, I want a dropdown with my addresses, so that I can choose one.*
Write: *As a buyer, I want to reuse an address I have given before, so that I need not type it again.*

Source: Lucassen et al. 2016 (problem-oriented).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_PARTS = re.compile(
    r"\b(?:drop-?down|button|pop-?up|modal|checkbox|check box|radio button|tooltip|side-?bar|"
    r"hamburger menu|carousel|"
    r"tab bar|text ?field|combo ?box|sql|database table|microservice|rest api|json|xml|css|"
    r"html|javascript|python)\b",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _PARTS.search(sentence.text)
    if found:
        yield Hit(
            sentence.start + found.start(),
            sentence.start + found.end(),
            f"'{found.group()}' is a solution: tell the need, and leave the means to design.",
        )


RULE = Rule(
    code="STO004",
    name="story-names-solution",
    family="story",
    scope="sentence",
    summary="A story that prescribes the means",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
