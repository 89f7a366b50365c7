"""A Markdown text as blocks, sentences and words that know where they stand.

Built for speed rather than for every corner of Markdown: one pass over the lines. Code, front matter,
comments, addresses and tables' rulers are no prose and are masked by blanks of the same length, so that every
offset is one of the text as written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

# What is no prose, each with a sign without which nobody need look for it.
_MASKED = (
    ("<!--", re.compile(r"<!--.*?-->", re.DOTALL)),
    ("`", re.compile(r"`[^`\n]+`")),
    ("](", re.compile(r"\]\([^)\n]*\)")),
    ("<", re.compile(r"<[^>\s][^>\n]*>")),
    ("://", re.compile(r"(?:https?|ftp)://\S+")),
    ("@", re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.]+")),
)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_STOP = re.compile(r"[.!?][\"')\]*_]*(?=\s+[\"'(\[*_]*[A-Z0-9])")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:-[A-Za-z]+)*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|St|No|Fig|Eq|Sec|resp|incl|min|max)|\b[A-Z])\.$"
)
_STORY = re.compile(
    r"^\W*as\s+(?:an?|the)\s+.{2,80}?,?\s+I(?:'d|\s+(?:want|need|would|wish|can|should|must|expect|am|have))\b",
    re.I,
)
_CRITERION = re.compile(r"^\W*(?:given|when|then)\b", re.I)
_MODAL = re.compile(r"\b(?:shall|must|should|will|may not|has to|have to|needs? to|is required to)\b", re.I)
_IDENTIFIER = re.compile(r"^\W*(?:[A-Z]{2,8}[-_ ]?\d+(?:\.\d+)*|R\d+(?:\.\d+)*)\b[:.)]?")


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

    def __init__(self, text: str, start: int, block: Block) -> None:
        self.text, self.start, self.block = text, start, block
        self.end = start + len(text)
        found = _WORD.findall(text.lower())
        self.low = frozenset(found)
        self.role = _role(text, found[0], self.low, block) if found else "prose"
        self._words: list[Word] | None = None

    @property
    def words(self) -> list[Word]:
        if self._words is None:
            self._words = [
                Word(row.group(), row.group().lower(), self.start + row.start(), self.start + row.end())
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


class Document:
    """A text parsed once. `blocks` in order; `sentences` are those of all blocks but headings."""

    def __init__(self, text: str, path: str = "") -> None:
        self.text, self.path = text, path
        self.masked = _masked(text)
        self.blocks = _blocks(self.masked)
        for block in self.blocks:
            block.sentences = _sentences(self.masked, block)

    @property
    def sentences(self) -> list[Sentence]:
        return [row for block in self.blocks if block.kind != "heading" for row in block.sentences]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def vocabulary(self) -> str:
        """Every word once, in lower case, each after a blank: quick to look for beginnings of words in."""
        words: set[str] = set()
        for block in self.blocks:
            for row in block.sentences:
                words |= row.low
        return " " + " ".join(sorted(words))

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


def _blank(found: re.Match[str]) -> str:
    text = found.group()
    if "\n" not in text:
        return " " * len(text)
    return "".join(char if char == "\n" else " " for char in text)


def _masked(text: str) -> str:
    for sign, pattern in _MASKED:
        if sign in text:
            text = pattern.sub(_blank, text)
    return text


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    titles: list[tuple[int, str]] = []
    under: tuple[str, ...] = ()
    open_block: Block | None = None
    fence = ""
    offset = 0
    lines = text.splitlines(keepends=True)
    front = bool(lines) and lines[0].strip() == "---"
    for number, line in enumerate(lines):
        start, offset = offset, offset + len(line)
        bare = line.strip()
        if front:
            front = not (number > 0 and bare in ("---", "..."))
            continue
        if fence:
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
            continue
        if not bare:
            open_block = None
            continue
        first = bare[0]
        if first in "`~" and (opened := _FENCE.match(line)):
            fence, open_block = opened.group(1), None
            continue
        if first == "#" and (found := _HEADING.match(line)):
            level = len(found.group(1))
            while titles and titles[-1][0] >= level:
                titles.pop()
            titles.append((level, found.group(2)))
            under = tuple(title for _, title in titles)
            blocks.append(Block("heading", start + found.start(2), start + found.end(2), level, under))
            open_block = None
            continue
        if first in "-*_=" and _RULE.match(line):
            open_block = None
            continue
        if first == "|":
            open_block = None
            if not _TABLE_RULE.match(line):
                blocks += _cells(line, start, under)
            continue
        if open_block is None and line.startswith(("    ", "\t")) and not _ITEM.match(line):
            if not blocks or blocks[-1].kind != "item":
                continue  # code by indentation
        marker = _ITEM.match(line) if first in "-*+0123456789" else None
        if marker:
            level = len(marker.group(1)) // 2 + 1
            open_block = Block("item", start + marker.end(), start + len(line.rstrip()), level, under)
            blocks.append(open_block)
        elif open_block is None:
            kind = "quote" if first == ">" else "paragraph"
            indent = len(line) - len(line.lstrip(" >"))
            open_block = Block(kind, start + indent, start + len(line.rstrip()), 0, under)
            blocks.append(open_block)
        else:
            open_block.end = start + len(line.rstrip())
    return blocks


def _cells(line: str, start: int, under: tuple[str, ...]) -> list[Block]:
    found = []
    place = 0
    for part in line.rstrip("\r\n").split("|"):
        bare = part.strip()
        if bare:
            begin = start + place + part.index(bare)
            found.append(Block("cell", begin, begin + len(bare), 0, under))
        place += len(part) + 1
    return found


def _sentences(text: str, block: Block) -> list[Sentence]:
    part = text[block.start : block.end]
    found: list[Sentence] = []
    begin = 0
    if block.kind != "heading":
        for stop in _STOP.finditer(part):
            if _ABBREVIATION.search(part, max(0, stop.start() - 8), stop.start() + 1):
                continue
            _add(found, part, begin, stop.end(), block)
            begin = stop.end()
    _add(found, part, begin, len(part), block)
    return found


def _add(found: list[Sentence], part: str, begin: int, end: int, block: Block) -> None:
    text = part[begin:end].rstrip()
    bare = text.lstrip()
    row = Sentence(bare, block.start + begin + len(text) - len(bare), block)
    if row.low:
        found.append(row)


_MODALS = frozenset(("shall", "must", "should", "will", "may", "has", "have", "need", "needs", "required"))
_CRITERIA = frozenset(("given", "when", "then"))


def _role(text: str, first: str, low: frozenset[str], block: Block) -> str:
    if first == "as" and _STORY.match(text):
        return "story"
    if first in _CRITERIA and _CRITERION.match(text) and _under(block, "accept", "scenario"):
        return "criterion"
    if not _MODALS.isdisjoint(low) and _MODAL.search(text):
        return "requirement"
    if _IDENTIFIER.match(text) and len(low) > 3:
        return "requirement"
    return "prose"


def _under(block: Block, *parts: str) -> bool:
    return any(part in title.lower() for title in block.under for part in parts)
