""" "As a user" names no one who could be asked.

A role stands for needs: an auditor and a new customer want different exports.

Instead of: *As a user, I want to see the log.*
Write: *As a support engineer, I want to see a customer's log of the last 24 hours, so that …*

Source: Lucassen et al. 2016; Cohn 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_ROLE = re.compile(
    (
        r"^\W*as\s+(?:an?|the)\s+((?:end[- ]|normal |regular |typical )?(?:user|person|customer|"
        r"stakeholder|someone))\b\s*,?\s+I\b"
    ),
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _ROLE.match(sentence.text)
    if found:
        yield Hit(
            sentence.start + found.start(1),
            sentence.start + found.end(1),
            f"Which '{found.group(1)}'? Name the role whose need this is.",
        )


RULE = Rule(
    code="STO002",
    name="generic-role",
    family="story",
    scope="sentence",
    summary="A story for no one in particular",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
