"""A story of those who build it is a task: nobody can say what its user gains.

Instead of: *As a developer, I want to add an index so that queries are fast.*
Write: *As a clerk, I want an order's page within one second so that callers need not wait*, and the index as
a task below it.

Where developers are the users, as of a library, say so once: a role that is described under a heading such
as "Personas" is left alone. Source: Lucassen et al. 2016 (conceptually sound: a valid role); Cohn 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_BUILDERS = frozenset(
    word + end
    for word in (
        "developer", "programmer", "engineer", "coder", "tester", "architect", "technologist", "scientist",
        "devops", "administrator", "dba",
    )
    for end in ("", "s")
)  # fmt: skip
_ROLE = re.compile(
    r"^\W*as\s+(?:an?|the)\s+([^,]*?\b(?:developer|programmer|engineer|coder|tester|architect|technologist|"
    r"data scientist|scientist|devops|administrator of the database|dba)s?\b[^,]*?)\s*,?\s+I\b",
    re.I,
)


_USERS = ("persona", "audience", "users")


def _check(document: Document) -> Iterator[Hit]:
    if not document.words & _BUILDERS:
        return
    described = " ".join(
        document.masked[block.start : block.end].lower()
        for block in document.blocks
        if any(word in title.lower() for title in block.under for word in _USERS)
    )
    for sentence in document.sentences:
        found = _ROLE.match(sentence.text) if sentence.role == "story" else None
        role = " ".join(found.group(1).split()) if found else ""
        if found and role.lower() not in described:
            yield Hit(
                sentence.start + found.start(1),
                sentence.start + found.end(1),
                f"Does '{role}' use this, or build it? Tell it of a user.",
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
