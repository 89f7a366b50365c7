"""Words, sentences and blocks: the parts of a text that rules ask about, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_STORY = re.compile(
    r"^\W*as\s+(?:an?|the)\s+.{2,80}?,?\s+I(?:'d|\s+(?:want|need|would|wish|can|should|must|expect))\b",
    re.I,
)
_CRITERION = re.compile(r"^\W*(?:given|when|then)\b", re.I)
_PHRASE = re.compile(r"\b(?:may not|has to|have to|needs? to|is required to)\b", re.I)
_WISH = re.compile(
    r"\b(?:(?:would|'d) (?:like|love|wish)|(?:would|could|might|will) (?:also )?be (?:\w+ )?"
    r"(?:nice|great|good|useful|helpful|cool|awesome)|please|i (?:want|wish|need))\b",
    re.I,
)
_DEMAND = re.compile(r"\b(?:shall|must|should|has to|needs to|have to|need to)\b", re.I)
_TALK = re.compile(
    r"\b(?:(?:we|i|you|one|there)\s+(?:\w+\s+|won't\s+)?|(?:may|might|could|would|that|this)\s+)$", re.I
)
_ASIDE = re.compile(r"\s(?:be noted|note|not necessarily|probably|have been|also note)\b", re.I)
IDENTIFIER = re.compile(r"^\W*(?!RFC|PEP|KEP|ISO|UTF|IEEE)[A-Z]{1,8}[-_ ]?\d+(?:\.\d+)*\**[:.)\]]")
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


ROLES = ("story", "criterion", "requirement", "intent", "prose")


@dataclass(slots=True)
class Word:
    """A word as written, with its offsets in the text."""

    text: str
    low: str
    start: int
    end: int


class Sentence:
    """`text` is masked; offsets are those of the document.

    `role`: a story and a criterion are told by their form. A requirement says *shall*, has an identifier, or
    has a modal verb under a heading about requirements. In a text without headings, too short to be anything
    but a requirement, in which no one says *I* or *we*, every sentence but a question is one. Elsewhere what
    must or should be, or is wished for, is an intent; all the rest is prose.
    `plain` holds its words in lower case between blanks, `low` each once; `words` have their places.
    """

    __slots__ = ("_words", "block", "end", "plain", "role", "start", "text")

    def __init__(
        self, text: str, start: int, block: Block, plain: str, words: list[str], stated: bool
    ) -> None:
        self.text, self.start, self.block, self.plain = text, start, block, plain
        self.end = start + len(text)
        self.role = _role(text, words, block, stated)
        self._words: list[Word] | None = None

    @property
    def low(self) -> frozenset[str]:
        """Made anew each time: a set kept for every sentence of a text costs more than making the few."""
        return frozenset(self.plain.split())

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


_MODALS = frozenset(("shall", "must", "should", "will"))
_PHRASED = frozenset(("may", "has", "have", "need", "needs", "required"))
_WISHED = frozenset(("like", "love", "wish", "nice", "great", "good", "useful", "helpful", "cool", "awesome"))
_WISHED |= {"please", "want", "need"}
_WEAK = frozenset(("may", "can", "could", "might"))
_SIGNS = _MODALS | _PHRASED | _WISHED | _WEAK
_ASKED = ("?", "?**", "?*", "?_", '?"', "?)")
_CRITERIA = frozenset(("given", "when", "then"))
_OTHERS = re.compile(
    r"\b(?:goals?|objectives?|questions?|uncertaint\w+|assumptions?|metrics?|risks?|personas?|users|"
    r"dependenc\w+|"
    r"alternatives?|out of scope|not in scope|unknowns)\b",
    re.I,
)
_SPECIFIES = re.compile(
    r"^(?:\d[\d.]*\s*)?(?:(?:(?:non-?)?functional|product|system|user|business|quality|software|"
    r"technical|security|performance|privacy|key|core|detailed|must[- ]have|should[- ]have)\s+)*"
    r"requirements?\b(?! for)|"
    r"\bacceptance\b|\bmust[- ]haves?\b|\bdefinition of done\b",
    re.I,
)


# A word of a MoSCoW scheme that stands alone, as in a column of priorities, or after that word.
_PRIORITY_WORDS = 4
_PRIORITY = re.compile(
    r"\W*(?:(?:priority|moscow)\W+)?(?:must|should|could|would|may|won['’]?t|will\W+not)"
    r"(?:\W*haves?)?(?:\W+(?:this\W+time|be))?\W*",
    re.I,
)


def _role(text: str, words: list[str], block: Block, stated: bool) -> str:
    first = words[0]
    if len(words) <= _PRIORITY_WORDS and _PRIORITY.fullmatch(text):
        return "prose"
    if first == "as" and _STORY.match(" ".join(text.split())):
        return "story"
    if first in _CRITERIA and _CRITERION.match(text) and _under(block.under, ("accept", "scenario")):
        return "criterion"
    signs = _SIGNS.intersection(words)
    if signs and not text.endswith(_ASKED):
        wished = not _WISHED.isdisjoint(signs) and _WISH.search(text) is not None
        modal = wished or not _MODALS.isdisjoint(signs) or _PHRASE.search(text) is not None
        if modal or not _WEAK.isdisjoint(signs):
            if stated or "shall" in signs or _specified(block.under) or _identified(text, block):
                return "requirement"
        if modal:
            return "intent" if wished or next(demands(text, len(text)), None) else "prose"
    if _identified(text, block) and len(set(words)) > 3:
        return "requirement"
    return "requirement" if stated and not text.endswith(_ASKED) else "prose"


def _identified(text: str, block: Block) -> bool:
    """Goals, questions and the like have identifiers too and are no requirements."""
    return IDENTIFIER.match(text) is not None and not (block.under and _OTHERS.search(block.under[-1]))


def demands(text: str, end: int, begin: int = 0) -> Iterator[int]:
    """Where modals and wishes end that someone or something is told by, from `begin` to `end`."""
    for found in _DEMAND.finditer(text, begin, end):
        before = text[max(0, found.start() - 20) : found.start()]
        if not _TALK.search(before) and not _ASIDE.match(text, found.end()):
            yield found.end()
    yield from (found.end() for found in _WISH.finditer(text, begin, end))


@lru_cache(maxsize=1024)
def _under(titles: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return any(part in title.lower() for title in titles for part in parts)


@lru_cache(maxsize=1024)
def _specified(titles: tuple[str, ...]) -> bool:
    """Whether the headings above say that requirements follow; what stands under a question answers it."""
    return any(_SPECIFIES.search(title) for title in titles) and not titles[-1].endswith("?")
