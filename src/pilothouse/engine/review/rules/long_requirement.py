"""A requirement of fifty words is read three ways, or not at all.

Instead of: one sentence that holds the condition, the exception, the actor, the reason and the history.
Write: the condition, then the action; move reasons to a sentence of their own.

Counted are the words of one sentence, over 45. Source: Wilson, Rosenberg and Hyatt 1997 (size of statements).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Sentence
from pilothouse.engine.review.rule import Hit, Rule

_MOST = 45


def _check(sentence: Sentence) -> Iterator[Hit]:
    # Every word is longer than one character with its blank: short sentences need no count.
    if len(sentence.text) > 2 * _MOST:
        words = len(re.findall(r"\S+", sentence.text))
        if words > _MOST:
            yield Hit(sentence.start, sentence.end, f"{words} words in one requirement: split it.")


RULE = Rule(
    code="REQ009",
    name="long-requirement",
    family="requirement",
    scope="sentence",
    summary="More than 45 words in one requirement",
    check=_check,
    severity="note",
    roles=frozenset({"requirement"}),
)
