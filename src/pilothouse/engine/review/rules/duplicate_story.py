"""The same want twice is estimated twice, and built in two ways.

Instead of: two stories that differ in a word.
Write: one story, with both roles if there are two.

Compares the words of the want, without role, reason and filler (Jaccard, 0.8 or more). Source: Lucassen
et al. 2016 (unique).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.likeness import content, twins
from pilothouse.engine.review.rule import Hit, Rule

_WANT = re.compile(
    r"\bI(?:'d like| want| need| would like| wish| can| should| must)?\b(.*?)(?=\bso that\b|\bin order to\b|"
    r"\bbecause\b|$)",
    re.I | re.S,
)


def _check(document: Document) -> Iterator[Hit]:
    stories = [row for row in document.sentences if row.role == "story"]
    wants = [content(found.group(1)) if (found := _WANT.search(row.text)) else frozenset() for row in stories]
    for first, second in twins(wants, 0.8):
        line, _ = document.place(stories[first].start)
        story = stories[second]
        yield Hit(story.start, story.end, f"Nearly the same as the story on line {line}: keep one.")


RULE = Rule(
    code="STO006",
    name="duplicate-story",
    family="story",
    scope="document",
    summary="Two stories that want the same",
    check=_check,
)
