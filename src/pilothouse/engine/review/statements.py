"""What a blueprint says, cut into statements that can be called by a key, traced and answered for.

A statement is a goal, a requirement, a story, a criterion and so on: one list item, one row of a table, one
paragraph, or one sentence with *shall* or *must*. What it is follows from the heading that it stands under
and from its form (user stories, Given/When/Then). An identifier written in front of it (`R12:`) is its key.
Source: ISO/IEC/IEEE 29148:2018, 5.2.8 (attributes of requirements) and 6.5.2 (traceability).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from pilothouse.engine.review.document import Block, Document, Sentence
from pilothouse.engine.review.markdown import is_ruler, without_comments

# Kind and the letters that its keys begin with.
PREFIXES = {
    "goal": "G",
    "non_goal": "N",
    "persona": "P",
    "feature": "F",
    "requirement": "R",
    "story": "S",
    "criterion": "C",
    "assumption": "A",
    "constraint": "K",
    "interface": "I",
    "dependency": "D",
    "metric": "M",
    "risk": "X",
    "question": "Q",
}
KINDS = tuple(PREFIXES)

# The first that is found in a title decides; the innermost title that says anything counts.
_TITLES = (
    ("", ("alternative", "background", "motivation", "history", "prior art", "rationale", "changelog")),
    ("non_goal", ("non-goal", "non goal", "out of scope", "not in scope", "anti-goal")),
    ("criterion", ("acceptance", "definition of done", "exit criteria")),
    ("question", ("open question", "unresolved", "uncertaint", "open issue", "to be decided", "unknowns")),
    ("goal", ("goal", "objective")),
    ("persona", ("personas", "audience", "target user", "who it is for")),
    ("metric", ("metric", "key result", "success", "kpi", "measure")),
    ("assumption", ("assumption", "hypothes")),
    ("constraint", ("constraint", "limitation", "restriction")),
    ("interface", ("interface", "integration", "api")),
    ("dependency", ("dependenc", "third part", "third-part", "prerequisite", "relies on")),
    ("risk", ("risk",)),
    ("story", ("user stor", "stories")),
    ("feature", ("feature", "capabilit", "deliverable", "in scope", "scope")),
    ("requirement", ("requirement", "functional", "quality attribute", "quality", "security", "privacy",
                     "performance", "accessib", "operab", "retention")),
)  # fmt: skip
# Whole words: *Personal data* and *Migrating users* are no personas.
_PERSONA = re.compile(r"\bpersona\b|^(?:the |our |key |main |primary |secondary )*users\W*$")
_KEY = re.compile(
    r"^[\W_]*([A-Z]{1,8}[-_]?\d{1,5}(?:\.\d{1,3})*)(?![\w.-]*\w)[\])]?\s*[*_]*\s*[:.)–—-]?\s*[*_]*\s*"
)
_MENTION = re.compile(r"(?<![\w-])([A-Z]{1,8}[-_]?\d{1,5}(?:\.\d{1,3})*)(?![\w-])")
_STRONG = re.compile(r"\b(?:shall|must|is required to|are required to)\b", re.I)
_CUES = (
    ("assumption", re.compile(r"^\W*(?:assumption\b|we assume\b|it is assumed\b)", re.I)),
    ("constraint", re.compile(r"^\W*constraint\b", re.I)),
    ("question", re.compile(r"^\W*(?:open )?question\b\s*[:.]", re.I)),
    ("goal", re.compile(r"^\W*goal\b\s*[:.]", re.I)),
)
_NEEDS = re.compile(r"\b(?:depends? on|requires?|needs|after|relies on|waits for|blocked by)\b", re.I)
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_STOPS = re.compile(r"[.;]")
_ALIKE = 0.5
_SHORTEST = 3  # words
_RARE = 20  # statements at most that hold a word which still tells them apart
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """`start` to `end` are characters of the document. `written` is the identifier in the text, or empty.

    `mentions` are identifiers of others in its words; `needs` those of them that it depends on. `parent` is
    the place in the list of the statement that a criterion belongs to, or None. `part` is the title above.
    """

    kind: str
    text: str
    start: int
    end: int
    written: str = ""
    mentions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    parent: int | None = None
    part: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for words that only moved, were set in bold, or were given another key."""
        return fingerprint(self.kind, self.text)


def fingerprint(kind: str, text: str) -> str:
    """Marks what a statement says: whatever was traced to another fingerprint is suspect."""
    bare = re.sub(r"[^\w%<>=.]+", " ", text.lower()).strip(" .")
    return sha256(f"{kind}\0{bare}".encode()).hexdigest()[:16]


def statements(document: Document) -> list[Statement]:
    """The statements of a document in order of place."""
    found: list[Statement] = []
    owner: int | None = None
    for row in _cut(document):
        if row.kind == "criterion":
            found.append(_with_parent(row, owner))
            continue
        if row.kind in ("requirement", "story", "feature"):
            owner = len(found)
        found.append(row)
    return found


def _with_parent(row: Statement, parent: int | None) -> Statement:
    return Statement(
        row.kind, row.text, row.start, row.end, row.written, row.mentions, row.needs, parent, row.part
    )


def _cut(document: Document) -> Iterator[Statement]:
    listed = _parts_with_lists(document)
    title = _document_title(document)
    levels: dict[tuple[str, ...], int] = {}
    for unit in _units(document):
        block = unit[0]
        if block.kind in ("heading", "quote"):
            continue
        part = _part(block, title)
        if block.kind == "item":
            top = levels.setdefault(block.under, block.level)
            nested = block.level > top
        else:
            nested = False
        yield from _of_unit(document, unit, part, nested, block.under in listed)


def _document_title(document: Document) -> str | None:
    """The one heading of level 1, which names the product rather than what stands below it."""
    first = [title for level, title, _ in document.headings() if level == 1]
    return first[0] if len(first) == 1 else None


def _of_unit(
    document: Document, unit: list[Block], part: str, nested: bool, has_list: bool
) -> Iterator[Statement]:
    block = unit[0]
    start, end = block.start, unit[-1].end
    raw = " ".join(_row_text(document, unit).split())
    match = _KEY.match(raw)
    written = match.group(1) if match else ""
    sentences = [row for each in unit for row in each.sentences]
    kind = _kind(sentences, raw, part, written, nested)
    if kind == part and block.kind == "paragraph" and not written and (has_list or raw.endswith(":")):
        kind = ""  # the words that lead to a list are none of it
    if kind:
        text = _plain(raw[match.end() :] if match else raw)
        if len(text.split()) >= _SHORTEST or written or (kind == "persona" and text):
            yield _made(kind, text, start, end, written, block)
        return
    if part in ("", "requirement", "feature", "interface", "story"):
        if _part_word(block.under[-1] if block.under else "") == "":
            return
        for sentence in sentences:
            if sentence.role == "story":
                yield _sentence(document, sentence, "story", block)
            elif _STRONG.search(sentence.text) and len(sentence.low) >= _SHORTEST:
                yield _sentence(document, sentence, "requirement", block)


def _kind(sentences: Sequence[Sentence], raw: str, part: str, written: str, nested: bool) -> str:
    """The kind of a whole block, or empty where only its sentences count."""
    if any(row.role == "story" for row in sentences[:1]):
        return "story"
    if any(row.role == "criterion" for row in sentences[:1]):
        return "criterion"
    for kind, cue in _CUES:
        if cue.search(raw):
            return kind
    if written:
        letters = written.rstrip("0123456789.-_")
        named = next((kind for kind, mark in PREFIXES.items() if letters == mark), "")
        return named or part or "requirement"
    if nested or part == "story":
        return ""
    if part == "requirement" and not written:
        # A heading such as "Security" also stands above prose.
        alone = len(sentences) == 1 and sentences[0].role in ("requirement", "intent")
        return "requirement" if alone else ""
    if part == "interface" and not written:
        return "" if any(_STRONG.search(row.text) for row in sentences) else "interface"
    return part


def _plain(raw: str) -> str:
    """Words without the marks of Markdown."""
    text = without_comments(raw, lambda _: "") if "<!--" in raw else raw
    return _MARKS.sub("", _LINK.sub(r"\1", text) if "](" in text else text).strip()


def _made(kind: str, text: str, start: int, end: int, written: str, block: Block) -> Statement:
    mentions = tuple(dict.fromkeys(key for key in _MENTION.findall(text) if key != written))
    needs = tuple(dict.fromkeys(_needed(text))) if mentions or written else ()
    part = block.under[-1] if block.under else ""
    return Statement(kind, text, start, end, written, mentions, needs, None, part)


def _needed(text: str) -> Iterator[str]:
    """The identifiers that stand behind a word of need in the same part of a sentence."""
    for part in _STOPS.split(text):
        if cue := _NEEDS.search(part):
            yield from _MENTION.findall(part, cue.end())


def _sentence(document: Document, sentence: Sentence, kind: str, block: Block) -> Statement:
    raw = " ".join(document.text[sentence.start : sentence.end].split())
    match = _KEY.match(raw)
    text = _plain(raw[match.end() :] if match else raw)
    return _made(kind, text, sentence.start, sentence.end, match.group(1) if match else "", block)


def _units(document: Document) -> Iterator[list[Block]]:
    """Blocks one by one, but the cells of a table's row together, and without its head."""
    row: list[Block] = []
    for block in document.blocks:
        if row and (block.kind != "cell" or "\n" in document.text[row[-1].end : block.start]):
            if not _is_head(document, row):
                yield row
            row = []
        if block.kind == "cell":
            row.append(block)
        else:
            yield [block]
    if row and not _is_head(document, row):
        yield row


def _is_head(document: Document, row: list[Block]) -> bool:
    """Whether the next line is the ruler below a table's head."""
    begin = document.text.find("\n", row[-1].end) + 1
    if not begin:
        return False
    end = document.text.find("\n", begin)
    line = document.text[begin : end if end >= 0 else len(document.text)]
    return "-" in line and is_ruler(line)


def _row_text(document: Document, unit: list[Block]) -> str:
    if len(unit) == 1:
        return document.text[unit[0].start : unit[0].end]
    cells = [document.text[cell.start : cell.end].strip() for cell in unit]
    if _is_key(cells[0]):
        return f"{cells[0]}: " + ", ".join(cells[1:])
    return ", ".join(cells)


def _is_key(cell: str) -> bool:
    """Whether a cell holds an identifier and nothing else."""
    plain = " ".join(cell.split())
    found = _KEY.match(plain)
    return found is not None and found.end() == len(plain)


def _parts_with_lists(document: Document) -> set[tuple[str, ...]]:
    return {row.under for row in document.blocks if row.kind in ("item", "cell")}


def _part(block: Block, document_title: str | None) -> str:
    for title in reversed(block.under):
        found = None if title == document_title else _part_word(title)
        if found is not None:
            return found
    return ""


@lru_cache(maxsize=1024)
def _part_word(title: str) -> str | None:
    low = title.lower()
    for kind, words in _TITLES:
        if any(low.startswith(word) or f" {word}" in low for word in words):
            return kind
        if kind == "persona" and _PERSONA.search(low):
            return kind
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """A statement as an earlier version had it."""

    key: str
    kind: str
    text: str


def keyed(found: Sequence[Statement], known: Sequence[Known], taken: Sequence[str] = ()) -> list[str]:
    """A key for each statement, the same as before wherever it is the same statement.

    First what is written counts, then equal words, then half of the words in common (Dice 1945) and the same
    kind, best first. A new one gets the next number of its kind; numbers of `known` and `taken` keys are
    not used again.
    A written key that occurs twice keeps its first place; later ones are numbered like new ones.
    """
    keys: list[str | None] = [None] * len(found)
    used: set[str] = set()
    for place, row in enumerate(found):
        if row.written and row.written not in used:
            keys[place] = row.written
            used.add(row.written)
    left = [row for row in known if row.key not in used]
    by_words: dict[str, list[Known]] = {}
    for old in left:
        by_words.setdefault(fingerprint(old.kind, old.text), []).append(old)
    for place, new in enumerate(found):
        same = by_words.get(new.fingerprint)
        if keys[place] is None and same:
            keys[place] = same.pop(0).key
            used.add(keys[place] or "")
    _alike_keys(found, [row for row in left if row.key not in used], keys, used)
    return _numbered(found, keys, used, [row.key for row in known] + list(taken))


def _alike_keys(
    found: Sequence[Statement], left: Sequence[Known], keys: list[str | None], used: set[str]
) -> None:
    """Give statements that are new in their words the key of the one that they were made of."""
    olds = [Counter(row.text.lower().split()) for row in left]
    places = [place for place, key in enumerate(keys) if key is None]
    holders: dict[str, list[int]] = {}
    for number, words in enumerate(olds):
        for word in words:
            holders.setdefault(word, []).append(number)
    pairs = []
    for order, place in enumerate(places):
        words = Counter(found[place].text.lower().split())
        for number in _candidates(words, holders, order, len(left)):
            if left[number].kind != found[place].kind:
                continue
            alike = 2 * (words & olds[number]).total() / (words.total() + olds[number].total() or 1)
            if alike >= _ALIKE:
                pairs.append((-alike, abs(number - order), place, left[number].key))
    for _, _, place, key in sorted(pairs):
        if keys[place] is None and key not in used:
            keys[place] = key
            used.add(key)


def _candidates(words: Counter[str], holders: dict[str, list[int]], order: int, many: int) -> set[int]:
    """Earlier statements that share most rare words, and those that stood about as far down."""
    shared: Counter[int] = Counter()
    for word in words:
        rows = holders.get(word, ())
        if len(rows) <= _RARE:
            shared.update(rows)
    near = set(range(max(0, order - _NEAR), min(many, order + _NEAR + 1)))
    return near.union(number for number, _ in shared.most_common(_RARE))


def _numbered(
    found: Sequence[Statement], keys: list[str | None], used: set[str], known: Sequence[str]
) -> list[str]:
    highest: dict[str, int] = {}
    for key in (*known, *used):
        mark = re.fullmatch(r"([A-Z]+)(\d+)", key)
        if mark:
            highest[mark.group(1)] = max(highest.get(mark.group(1), 0), int(mark.group(2)))
    told: list[str] = []
    for row, given in zip(found, keys, strict=True):
        if given is not None:
            told.append(given)
            continue
        letter = PREFIXES[row.kind]
        highest[letter] = highest.get(letter, 0) + 1
        told.append(f"{letter}{highest[letter]}")
    return told
