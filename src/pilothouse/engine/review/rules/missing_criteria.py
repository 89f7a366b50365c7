"""A story without acceptance criteria is done when its author is tired.

Instead of: a list of stories.
Write under each: *Given … when … then …*, or a list headed "Acceptance criteria".

Reported once for a document that has two stories or more and nowhere a criterion. Source: Cohn 2004; Lucassen
et al. 2016 (estimatable, testable).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_CRITERIA = re.compile(
    r"\bacceptance\b|\bdefinition of done\b|^\W*given\b.{3,200}\bthen\b", re.I | re.M | re.S
)

_FEWEST = 2


def _check(document: Document) -> Iterator[Hit]:
    stories = [row for row in document.sentences if row.role == "story"]
    if len(stories) >= _FEWEST and not _CRITERIA.search(document.text):
        first = stories[0]
        yield Hit(
            first.start,
            first.end,
            f"No acceptance criterion for any of the {len(stories)} stories: say what shows that it is done.",
        )


RULE = Rule(
    code="STO005",
    name="no-acceptance-criteria",
    family="story",
    scope="document",
    summary="Stories without any acceptance criterion",
    check=_check,
)
