"""A text parsed once: its blocks and sentences, its vocabulary, and where each character stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from pilothouse.engine.review.markdown import blocks, masked
from pilothouse.engine.review.sentence import Block, Sentence, Word, letters

__all__ = ["Block", "Document", "Sentence", "Word"]

_STOP = re.compile(r"[.!?][\"')\]*_]*(?=\s+[\"'(\[*_]*[A-Z0-9])")
_SHORT = 1_200  # characters: an item with its description rather than a document
_DEMANDING = re.compile(r"\b(?:shall|must|should|will|may|can)\b", re.I)
# Who says "I" tells what happened and what would be good rather than what has to be.
_SOMEBODY = re.compile(r"\bI(?:'(?:m|d|ve|ll))?\s+[a-z]|\b(?:my|me|we|our|us)\b")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Fig|Eq|Sec|resp|incl|min|max)|\b[A-Z])\.$"
)


class Document:
    """A text parsed once, when it is first asked for. `blocks` in order; `sentences` are those of all blocks
    but headings.

    `masked` and `letters` are the text with blanks for what is no prose, and for what is no word.
    """

    def __init__(self, text: str, path: str = "") -> None:
        self.text, self.path = text, path

    @cached_property
    def masked(self) -> str:
        return masked(self.text)

    @cached_property
    def letters(self) -> str:
        return letters(self.masked)

    @cached_property
    def blocks(self) -> list[Block]:
        found = blocks(self.masked, self.text)
        _sentences(self.masked, self.letters, found)
        return found

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [row for block in self.blocks if block.kind != "heading" for row in block.sentences]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def tokens(self) -> list[str]:
        """The words of all blocks in order, in lower case."""
        return " ".join([self.letters[row.start : row.end] for row in self.blocks]).split()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in lower case."""
        return frozenset(self.tokens)

    @cached_property
    def vocabulary(self) -> str:
        """Every word once, in lower case, each after a blank: quick to look for beginnings of words in."""
        return " " + " ".join(sorted(self.words))

    def speaks_of(self, *stems: str) -> bool:
        """Whether a word begins with one of `stems`."""
        return any(f" {stem}" in self.vocabulary for stem in stems)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a line, from 1, without its end."""
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[self._starts[line - 1] : end].rstrip("\r\n")

    def headings(self) -> list[tuple[int, str, Block]]:
        """Level, title and block of each heading."""
        return [(row.level, row.under[-1], row) for row in self.blocks if row.kind == "heading"]


def _sentences(text: str, plain: str, found: list[Block]) -> None:
    """Give each block its sentences. The ends of sentences are looked for once in the whole text."""
    stated = (
        len(text) < _SHORT
        and _DEMANDING.search(text) is not None
        and not _SOMEBODY.search(text)
        and all(block.kind != "heading" for block in found)
    )
    stops = [row.span() for row in _STOP.finditer(text)]
    stops.append((len(text) + 1, len(text) + 1))
    place = 0
    for block in found:
        begin, end = block.start, block.end
        while stops[place][0] < begin:
            place += 1
        if block.kind != "heading":
            while stops[place][1] < end:
                stop, after = stops[place]
                place += 1
                if not _ABBREVIATION.search(text, max(begin, stop - 8), stop + 1):
                    _add(block, text, plain, begin, after, stated)
                    begin = after
        _add(block, text, plain, begin, end, stated)


def _add(block: Block, text: str, plain: str, begin: int, end: int, stated: bool) -> None:
    lower = plain[begin:end]
    words = lower.split()
    if words:
        part = text[begin:end].rstrip()
        bare = part.lstrip()
        block.sentences.append(Sentence(bare, begin + len(part) - len(bare), block, lower, words, stated))
