"""A word written twice in a row is a slip of editing, and a sign that the sentence has not been read again.

Instead of: *The user can can delete it.*
Write: *The user can delete it.* `--fix` does so.

Words that stand twice in good English (*that that*, *had had*) are left alone. Source: proofreading practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress
from operator import eq

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule, words_of

_WORDS = words_of(
    "the a an to of in on for and or is are be will can must should shall with this it we by as at from",
    "not",
)


def _check(document: Document) -> Iterator[Hit]:
    words = document.tokens
    for word in sorted(_WORDS.intersection(compress(words, map(eq, words, words[1:])))):
        # Looked for among the letters, where code and marks are blanks; judged in the text as written.
        for found in re.finditer(rf"{word} +{word}(?![a-z'-])", document.letters):
            start, end = found.span()
            text = document.text[start:end]
            alone = not document.text[max(0, start - 1) : start].strip(" \n(")
            if alone and text[1:].islower() and re.fullmatch(rf"{word}[ \t]*\n?[ \t]*{word}", text, re.I):
                yield Hit(start, end, f"'{word}' stands twice.", text.split()[0])


RULE = Rule(
    code="DOC003",
    name="repeated-word",
    family="document",
    scope="document",
    summary="A word twice in a row",
    check=_check,
)
