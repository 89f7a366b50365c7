"""A word written twice in a row is a slip of editing, and a sign that the sentence has not been read again.

Instead of: *The user can can delete it.*
Write: *The user can delete it.* `--fix` does so.

Words that stand twice in good English (*that that*, *had had*) are left alone. Source: proofreading practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_WORDS = "the|an?|to|of|in|on|for|and|or|is|are|be|will|can|must|should|shall|with|this|it|we|you|by|as|at|from|not"
_TWICE = re.compile(
    rf"(?<![\w.'’/-])({_WORDS})[ \t]+\1(?![\w'’/.-])|(?<![\w.'’/-])({_WORDS})\n[ \t]*\2(?![\w'’/.-])", re.I
)


def _check(document: Document) -> Iterator[Hit]:
    for block in document.blocks:
        for found in _TWICE.finditer(document.masked, block.start, block.end):
            text = found.group()
            first = text.split()[0]
            if text.islower() or text[1:].islower():
                yield Hit(found.start(), found.end(), f"'{first}' stands twice.", first)


RULE = Rule(
    code="DOC003",
    name="repeated-word",
    family="document",
    scope="document",
    summary="A word twice in a row",
    check=_check,
)
