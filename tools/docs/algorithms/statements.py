"""Two revisions of a blueprint: which statement keeps its key, and which gets the next number."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.statements import Known, Statement, keyed, statements
from tools.docs.algorithms.drawing import Picture

_BEFORE = """# Streaming

## Goals
- Halve the time to the first value.

## Requirements
- The collector must keep the order.
- An export must end within 60 seconds.
- The operator must see the lag.
"""
_AFTER = """# Streaming

## Goals
- Halve the time to the first value.

## Requirements
- An export must end within 30 seconds.
- The collector must keep the order.
- Each tenant must have a quota.
"""


@cache
def _revisions() -> tuple[list[tuple[str, Statement]], list[tuple[str, Statement]]]:
    first = statements(Document(_BEFORE))
    keys = keyed(first, [], [])
    known = [Known(key, row.kind, row.text) for key, row in zip(keys, first, strict=True)]
    second = statements(Document(_AFTER))
    later = keyed(second, known, keys)
    return list(zip(keys, first, strict=True)), list(zip(later, second, strict=True))


def _change(key: str, row: Statement) -> str:
    before = dict(_revisions()[0])
    if key not in before:
        return "new"
    return (
        "same words" if before[key].fingerprint == row.fingerprint else "other words: its traces are suspect"
    )


def draw() -> str:
    before, after = _revisions()
    picture = Picture(
        "Keys of statements from one revision to the next",
        "A statement keeps its key when it moves or changes a little. A new one gets the next number; a "
        "number is not used again.",
        206,
    )
    places = {}
    for x, words, rows in ((30, "revision 1", before), (410, "revision 2", after)):
        picture.text(x, 32, words, colour="mute", small=True)
        for place, (key, row) in enumerate(rows):
            y = 60 + 38 * place
            places[x, key] = y
            picture.text(x, y, key, colour="blue")
            picture.text(x + 34, y, row.text)
    end = 340.0
    for key, _ in before:
        kept = (410, key) in places
        if kept:
            changed = _change(key, dict(after)[key]) != "same words"
            picture.arrow(
                (end, places[30, key] - 4), (402, places[410, key] - 4), colour="rose" if changed else "mute"
            )
        else:
            picture.text(end, places[30, key], "✕", colour="rose")
    return picture.svg()


def worked() -> list[str]:
    before, after = _revisions()
    gone = [key for key, _ in before if key not in dict(after)]
    rows = [f"| {key} | {row.text} | {_change(key, row)} |" for key, row in after]
    return [*rows, *(f"{key} is gone; its number is not used again" for key in gone)]
