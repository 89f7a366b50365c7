"""A story of those who build it is a task: nobody can say what its user gains.

Instead of: *As a developer, I want to add an index so that queries are fast.*
Write: *As a clerk, I want an order's page within one second so that callers need not wait*, and the index as
a task below it.

Leave it where developers are the users, as of a library: waive it once. Source: Lucassen et al. 2016
(conceptually sound: a valid role); Cohn 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_ROLE = re.compile(
    r"^\W*as\s+(?:an?|the)\s+([^,]*?\b(?:developer|programmer|engineer|coder|tester|architect|technologist|"
    r"data scientist|scientist|devops|administrator of the database|dba)s?\b[^,]*?)\s*,?\s+I\b",
    re.I,
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    found = _ROLE.match(sentence.text)
    if found:
        yield Hit(
            sentence.start + found.start(1),
            sentence.start + found.end(1),
            f"Does '{' '.join(found.group(1).split())}' use this, or build it? Tell it of a user.",
        )


RULE = Rule(
    code="STO007",
    name="builder-role",
    family="story",
    scope="sentence",
    summary="A story of those who build it",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
    severity="note",
)
