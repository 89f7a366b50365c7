"""A story with two wants is two stories, and the second is the one that slips.

Instead of: *As an editor, I want to upload images and to crop them, so that …*
Write: two stories; the second may be cut.

Source: Lucassen et al. 2016 (atomic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_MEANS = re.compile(
    (
        r"\bI(?:'d like| want| need| would like| wish| can| should| must)\b(.*?)(?=\bso that\b|"
        r"\bin order to\b|\bbecause\b|$)"
    ),
    re.I | re.S,
)
_TWO = re.compile(
    r"\b(?:and|&|as well as|plus)\s+(?:also\s+|then\s+)?(?:to\s+)?(?:be able to\s+)?([a-z]+)\b", re.I
)
_VERBS = frozenset(
    [
        "add",
        "edit",
        "delete",
        "remove",
        "create",
        "update",
        "view",
        "see",
        "manage",
        "upload",
        "download",
        "export",
        "import",
        "share",
        "send",
        "receive",
        "track",
        "search",
        "filter",
        "sort",
        "print",
        "save",
        "publish",
        "approve",
        "reject",
        "assign",
        "cancel",
        "book",
        "pay",
        "register",
        "submit",
        "review",
        "rate",
        "crop",
        "change",
        "set",
        "configure",
        "monitor",
        "compare",
        "select",
        "choose",
        "find",
        "access",
        "read",
        "write",
        "get",
        "make",
        "check",
        "store",
    ]
)


def _check(sentence: Sentence) -> Iterator[Hit]:
    means = _MEANS.search(sentence.text)
    if not means:
        return
    for found in _TWO.finditer(means.group(1)):
        if found.group(1).lower() in _VERBS:
            start = sentence.start + means.start(1) + found.start()
            yield Hit(
                start, start + len(found.group()), "Two wants in one story: split it; the second may be cut."
            )
            return


RULE = Rule(
    code="STO003",
    name="story-not-atomic",
    family="story",
    scope="sentence",
    summary="Two wants in one story",
    check=_check,
    triggers=frozenset({"as"}),
    roles=frozenset({"story"}),
)
