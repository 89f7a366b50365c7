"""A story of those who build it is a task: no one can say what its user gains.

Instead of: *As a developer, I want to add an index so that queries are fast.*
Write: *As a clerk, I want an order's page within one second so that callers need not wait*, and the index as
a task below it.

A role that stands under a heading about personas, users or people is left alone: there developers are the
users, as of a library. Source: Lucassen et al. 2016 (conceptually sound: a valid role); Cohn 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_ROLE = re.compile(
    r"^\W*as\s+(?:an?|the)\s+([^,]*?\b(?:developer|programmer|engineer|coder|tester|architect|technologist|"
    r"data scientist|scientist|devops|administrator of the database|dba)s?\b[^,]*?)\s*,?\s+I\b",
    re.I,
)
_USERS = re.compile(r"\b(?:personas?|users|audience|people|who it is for|roles)\b", re.I)


def _check(document: Document) -> Iterator[Hit]:
    found = [
        (row, role)
        for row in document.sentences
        if row.role == "story" and (role := _ROLE.match(row.text)) is not None
    ]
    if not found:
        return
    known = " ".join(
        document.text[row.start : row.end].lower()
        for row in document.blocks
        if any(_USERS.search(title) for title in row.under)
    )
    for row, role in found:
        name = " ".join(role.group(1).split())
        if name.lower() not in known:
            yield Hit(
                row.start + role.start(1),
                row.start + role.end(1),
                f"Does '{name}' use this, or build it? Tell it of a user.",
            )


RULE = Rule(
    code="STO007",
    name="builder-role",
    family="story",
    scope="document",
    summary="A story of those who build it",
    check=_check,
    severity="note",
)
