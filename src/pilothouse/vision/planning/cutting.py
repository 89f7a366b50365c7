"""A text cut into statements: those that were there before keep their keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.statements import Known, Statement, keyed, statements


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


def cut_up(
    document: Document, found: Sequence[Statement], known: Iterable[Known], taken: Iterable[str]
) -> list[Cut]:
    """Statements `found` in a text, in its order. `known` are those that it had before; keys of `taken`
    belong to statements that were taken out, and are given to no other."""
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


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its title, and what it states: made before the transaction that stores it, as it takes
    seconds for a long one."""

    document: Document
    statements: tuple[Statement, ...]

    def is_of(self, text: str, title: str) -> bool:
        return (self.document.text, self.document.path) == (text, title)


def said(*, text: str, title: str) -> Said:
    """What a text states."""
    document = Document(text, title)
    return Said(document, tuple(statements(document)))


def cut_text(*, said: Said, known: Iterable[tuple[str, str, str]], taken: Iterable[str]) -> list[Cut]:
    """The statements of a text with their keys; `known` are key, kind and text of each one before."""
    return cut_up(said.document, said.statements, [Known(*row) for row in known], taken)
