"""A text cut into statements: those that were there before keep their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.statements import Known, keyed, statements


@dataclass(frozen=True, slots=True)
class Cut:
    """A statement as the text has it now. `start` to `end` are characters, `line` begins at 1; `fingerprint`
    changes with its words."""

    key: str
    kind: str
    text: str
    part: str
    line: int
    start: int
    end: int
    parent_key: str
    mentions: tuple[str, ...]
    fingerprint: str


def cut_up(document: Document, known: Iterable[Known], taken: Iterable[str]) -> list[Cut]:
    """Statements of a text in its order. `known` are those that it had before; keys of `taken` belong to
    statements that were taken out, and are given to no other."""
    found = statements(document)
    keys = keyed(found, list(known), list(taken))
    return [
        Cut(
            key,
            part.kind,
            part.text,
            part.part,
            document.place(part.start)[0],
            part.start,
            part.end,
            keys[part.parent] if part.parent is not None else "",
            part.mentions,
            part.fingerprint,
        )
        for key, part in zip(keys, found, strict=True)
    ]


def cut_text(
    *, text: str, title: str, known: Iterable[tuple[str, str, str]], taken: Iterable[str]
) -> list[Cut]:
    """The same for a text with its title; `known` are key, kind and text of each."""
    return cut_up(Document(text, title), [Known(*row) for row in known], taken)
