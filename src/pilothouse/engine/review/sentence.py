"""Words, sentences and blocks: the parts of a text that rules ask about, with their places in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_STORY = re.compile(
    r"^\W*as\s+(?:an?|the)\s+.{2,80}?,?\s+I(?:'d|\s+(?:want|need|would|wish|can|should|must|expect|am|have))\b",
    re.I,
)
_CRITERION = re.compile(r"^\W*(?:given|when|then)\b", re.I)
_MODAL = re.compile(r"\b(?:shall|must|should|will|may not|has to|have to|needs? to|is required to)\b", re.I)
_IDENTIFIER = re.compile(r"^\W*(?:[A-Z]{2,8}[-_ ]?\d+(?:\.\d+)*|R\d+(?:\.\d+)*)\b[:.)]?")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")

# Every byte that is no letter becomes a blank; hyphens and apostrophes stay where letters are on both sides.
_LETTERS = bytes(
    ord(chr(code).lower()) if chr(code).isascii() and chr(code).isalpha() else code if code in b"'-" else 32
    for code in range(256)
)
_LOOSE = ("--", "''", "' ", " '", "- ", " -", "' ", " '")


def letters(text: str) -> str:
    """A text of the same length with only its words, in lower case: ready to be split."""
    plain = text.replace("’", "'").encode("latin-1", "replace").translate(_LETTERS).decode("ascii")
    for loose in _LOOSE:
        plain = plain.replace(loose, "  ")
    return plain


ROLES = ("story", "criterion", "requirement", "prose")


@dataclass(slots=True)
class Word:
    """A word as written, with its offsets in the text."""

    text: str
    low: str
    start: int
    end: int


class Sentence:
    """`role`: story, criterion, requirement or prose. `text` is masked; offsets are those of the document.

    `low` holds its words in lower case; `words` with their places are made when a rule asks.
    """

    __slots__ = ("_words", "block", "end", "low", "role", "start", "text")

    def __init__(self, text: str, start: int, block: Block, words: list[str]) -> None:
        self.text, self.start, self.block = text, start, block
        self.end = start + len(text)
        self.low = frozenset(words)
        self.role = _role(text, words[0], self.low, block)
        self._words: list[Word] | None = None

    @property
    def words(self) -> list[Word]:
        if self._words is None:
            self._words = [
                Word(
                    row.group(),
                    row.group().lower().replace("’", "'"),
                    self.start + row.start(),
                    self.start + row.end(),
                )
                for row in _WORD.finditer(self.text)
            ]
        return self._words


@dataclass(slots=True)
class Block:
    """`kind`: heading, item, paragraph, cell or quote. `under`: titles of the headings above, outermost
    first."""

    kind: str
    start: int
    end: int
    level: int
    under: tuple[str, ...]
    sentences: list[Sentence] = field(default_factory=list)


_MODALS = frozenset(("shall", "must", "should", "will", "may", "has", "have", "need", "needs", "required"))
_CRITERIA = frozenset(("given", "when", "then"))


def _role(text: str, first: str, low: frozenset[str], block: Block) -> str:
    if first == "as" and _STORY.match(text):
        return "story"
    if first in _CRITERIA and _CRITERION.match(text) and _under(block, "accept", "scenario"):
        return "criterion"
    if not _MODALS.isdisjoint(low) and _MODAL.search(text):
        return "requirement"
    if len(low) > 3 and _IDENTIFIER.match(text):
        return "requirement"
    return "prose"


def _under(block: Block, *parts: str) -> bool:
    return any(part in title.lower() for title in block.under for part in parts)
