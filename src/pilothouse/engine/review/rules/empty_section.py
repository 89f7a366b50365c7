"""A heading with nothing under it is a promise.

A section left empty, or holding only TBD, is an uncertainty that no one owns.

Instead of: *## Rollback* followed by nothing.
Write: the decision, or an uncertainty with an owner and a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_OPEN = re.compile(
    r"^\W*(?:tbd|todo|tba|to be (?:done|determined|decided|defined)|n/?a yet|wip|\?+)\W*$", re.I
)

_LONGEST = 200  # a longer text says something


def _check(document: Document) -> Iterator[Hit]:
    blocks = document.blocks
    lines = document.text
    for place, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        deeper = after is not None and after.kind == "heading" and after.level > block.level
        title = block.under[-1]
        if after is None or (after.kind == "heading" and not deeper):
            end = after.start if after is not None else len(lines)
            # Code, a table or an image is content too.
            if not re.sub(r"[#\s]", "", lines[block.end : end]):
                yield Hit(block.start, block.end, f"The section '{title}' is empty.")
        elif after.kind != "heading" and _is_open(lines[after.start : after.end]):
            yield Hit(
                after.start, after.end, f"The section '{title}' is open: decide, or name who will by when."
            )


def _is_open(text: str) -> bool:
    return len(text) <= _LONGEST and _OPEN.match(text) is not None


RULE = Rule(
    code="DOC001",
    name="empty-section",
    family="document",
    scope="document",
    summary="A heading with nothing under it, or only TBD",
    check=_check,
)
