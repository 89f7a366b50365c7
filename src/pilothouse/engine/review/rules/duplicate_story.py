"""The same want twice is estimated twice, and built in two ways.

Instead of: two stories that differ in a word.
Write: one story, with both roles if there are two.

Compared are the words of the want, without role, reason and filler (Jaccard, 0.8 or more). Source:
Lucassen et al.
2016 (unique).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_WANT = re.compile(
    (
        r"\bI(?:'d like| want| need| would like| wish| can| should| must)?\b(.*?)(?=\bso that\b|"
        r"\bin order to\b|\bbecause\b|$)"
    ),
    re.I | re.S,
)
_FILLER = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "be",
        "able",
        "of",
        "in",
        "on",
        "for",
        "with",
        "my",
        "me",
        "i",
        "it",
        "that",
        "this",
        "and",
        "or",
        "is",
        "are",
        "can",
        "have",
    ]
)
_ALIKE = 0.8


def _check(document: Document) -> Iterator[Hit]:
    stories = [row for row in document.sentences if row.role == "story"]
    wants = []
    by_word: dict[str, list[int]] = {}
    for number, story in enumerate(stories):
        found = _WANT.search(story.text)
        words = frozenset(re.findall(r"[a-z]+", found.group(1).lower() if found else "")) - _FILLER
        wants.append(words)
        near = {other for word in words for other in by_word.get(word, ())}
        twin = next((other for other in sorted(near) if _alike(words, wants[other])), None)
        if twin is not None and len(words) >= 3:
            line, _ = document.place(stories[twin].start)
            yield Hit(story.start, story.end, f"Nearly the same as the story on line {line}: keep one.")
        for word in words:
            by_word.setdefault(word, []).append(number)


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return bool(first and second) and len(first & second) / len(first | second) >= _ALIKE


RULE = Rule(
    code="STO006",
    name="duplicate-story",
    family="story",
    scope="document",
    summary="Two stories that want the same",
    check=_check,
)
