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

_OPENING = re.compile(r"\W*+as\s++(?:an?|the)\s++", re.I)
_WISH = re.compile(r",?\s+I\b", re.I)
_BUILDER = re.compile(
    r"\b(?:developer|programmer|engineer|coder|tester|architect|technologist|data scientist|scientist|devops|"
    r"administrator of the database|dba)s?\b",
    re.I,
)
_LONGEST = 200  # characters up to the wish, and
_READ = 20_000  # of what is said of users
_USERS = re.compile(r"\b(?:personas?|users|audience|people|who it is for|roles)\b", re.I)


def _check(document: Document) -> Iterator[Hit]:
    found = [
        (row, role)
        for row in document.sentences
        if row.role == "story" and (role := _role(row.text)) is not None
    ]
    if not found:
        return
    known = " ".join(
        document.text[row.start : row.end].lower()
        for row in document.blocks
        if any(_USERS.search(title) for title in row.under)
    )[:_READ]
    for row, role in found:
        name = " ".join(row.text[role[0] : role[1]].split())
        if name.lower() not in known:
            yield Hit(
                row.start + role[0],
                row.start + role[1],
                f"Does '{name}' use this, or build it? Tell it of a user.",
            )


def _role(text: str) -> tuple[int, int] | None:
    """Where the role of a story stands, when it is one of those who build."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    begin, most = opening.end(), opening.end() + _LONGEST
    builder = _BUILDER.search(text, begin, most)
    wish = _WISH.search(text, builder.end(), most) if builder else None
    if wish is None or "," in text[begin : wish.start()]:
        return None
    return begin, begin + len(text[begin : wish.start()].rstrip())


RULE = Rule(
    code="STO007",
    name="builder-role",
    family="story",
    scope="document",
    summary="A story of those who build it",
    check=_check,
    severity="note",
)
