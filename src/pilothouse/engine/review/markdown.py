"""Markdown, and as much of reStructuredText as looks like it, cut into blocks in one pass over the lines.

Built for speed rather than for every corner of the two: code, front matter, comments, addresses, directives
and rulers of tables are no prose and are masked by blanks of the same length, so that every offset is one of
the text as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pilothouse.engine.review.sentence import Block

# What is no prose, each with a sign without which no one need look for it.
_MASKED = (
    ("`", re.compile(r"`[^`\n]+`")),
    ("](", re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)")),
    ("<", re.compile(r"<[^<>\s][^<>\n]*>")),
    ("http", re.compile(r"https?://\S+")),
    ("ftp:", re.compile(r"ftp://\S+")),
)
_HOST = re.compile(r"@[\w-]+\.[\w.]+")
_MAILBOX = re.compile(r"[\w.+-]{1,64}\Z")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?=\s)")
_TITLE = re.compile(r"^#{1,6}[ \t].*$", re.M)
_ITEM = re.compile(r"^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_RULE = re.compile(r"^\s*(?:[-*_=~^+\"]\s*){3,}$")
_UNDERLINE = re.compile(r"([-=~^+\"*])\1+\s*$")
_LONGEST_TITLE = 300  # characters that are read of a title: it is looked at for every sentence below it


def _blank(found: re.Match[str]) -> str:
    return _blanks(found.group())


def _blanks(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "".join(char if char == "\n" else " " for char in text)


def masked(text: str) -> str:
    """The text with what is no prose replaced by blanks, line ends kept. Titles behind # stay as written."""
    whole = text
    if "<!--" in text:
        text = _without_comments(text)
    for sign, pattern in _MASKED:
        if sign in text:
            text = pattern.sub(_blank, text)
    text = _without_mail(text) if "@" in text else text
    if "\n#" not in text and text[:1] != "#":
        return text
    return _TITLE.sub(lambda found: whole[found.start() : found.end()], text)


def _without_comments(text: str) -> str:
    return without_comments(text, _blanks)


def without_comments(text: str, instead: Callable[[str], str]) -> str:
    """The text with what `instead` makes of each comment that has an end."""
    parts, end = [], 0
    while (start := text.find("<!--", end)) >= 0 and (stop := text.find("-->", start)) >= 0:
        parts += [text[end:start], instead(text[start : stop + 3])]
        end = stop + 3
    return "".join([*parts, text[end:]])


def _without_mail(text: str) -> str:
    parts, end = [], 0
    for host in _HOST.finditer(text):
        if host.start() >= end and (box := _MAILBOX.search(text, max(end, host.start() - 64), host.start())):
            parts += [text[end : box.start()], " " * (host.end() - box.start())]
            end = host.end()
    return "".join([*parts, text[end:]])


class _Titles:
    """The headings above the line that is read, and what level an underline stands for."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self._signs: list[str] = []
        self.under: tuple[str, ...] = ()

    def add(self, level: int, title: str) -> tuple[str, ...]:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, title[:_LONGEST_TITLE]))
        self.under = tuple(row for _, row in self._open)
        return self.under

    def level(self, sign: str) -> int:
        """As reStructuredText has it: the order in which the signs first appear."""
        if sign not in self._signs:
            self._signs.append(sign)
        return self._signs.index(sign) + 1


def blocks(text: str, whole: str) -> list[Block]:
    """Headings, items, paragraphs, cells and quotes in order, without their sentences.

    `text` is masked; by `whole` a line that begins with something masked is told from one that is indented.
    """
    found: list[Block] = []
    titles = _Titles()
    open_block: Block | None = None
    fence = ""
    literal = False
    offset = 0
    lines = text.splitlines(keepends=True)
    front = bool(lines) and lines[0].rstrip() == "---"
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
            if not whole[start:offset].strip():
                open_block = None
            continue
        lead = start + len(line) - len(line.lstrip())
        if lead > start and not whole[start:lead].isspace():
            literal = False
            if open_block is not None:
                open_block.end = start + len(line.rstrip())
            elif not whole.startswith(("    ", "\t"), start) or (found and found[-1].kind == "item"):
                open_block = Block("paragraph", lead, start + len(line.rstrip()), 0, titles.under)
                found.append(open_block)
            continue
        first = bare[0]
        indented = line[0] in " \t"
        if literal:
            if indented:
                continue
            literal = False
        if first in "`~" and (opened := _FENCE.match(line)):
            fence, open_block = opened.group(1), None
            continue
        if first == "#" and (head := _HEADING.match(line)):
            level = len(head.group(1))
            title = line[head.end() :].rstrip().rstrip("#").strip()
            begin = head.end() + line[head.end() :].find(title) if title else head.end() + 1
            under = titles.add(level, title)
            found.append(Block("heading", start + begin, start + begin + len(title), level, under))
            open_block = None
            continue
        if first in '-*_=~^+"' and _RULE.match(line):
            if open_block is not None and (sign := _UNDERLINE.match(line)):
                _underlined(open_block, sign.group(1), text, titles)
            open_block = None
            continue
        if first == "|":
            open_block = None
            if not _is_table_rule(line):
                found += _cells(line, start, titles.under)
            continue
        if first == "." and open_block is None and line.startswith((".. ", "..\n")):
            literal = True  # a directive or comment; what it holds is indented
            continue
        literal = bare.endswith("::")
        if indented and open_block is None and line.startswith(("    ", "\t")) and not _ITEM.match(line):
            if not found or found[-1].kind != "item":
                continue  # code by indentation
        marker = _ITEM.match(line) if first in "-*+0123456789" else None
        if marker:
            level = len(marker.group(1)) // 2 + 1
            open_block = Block("item", start + marker.end(), start + len(line.rstrip()), level, titles.under)
            found.append(open_block)
        elif open_block is None:
            kind = "quote" if first == ">" else "paragraph"
            indent = len(line) - len(line.lstrip(" >"))
            open_block = Block(kind, start + indent, start + len(line.rstrip()), 0, titles.under)
            found.append(open_block)
        else:
            open_block.end = start + len(line.rstrip())
    return found


def _underlined(block: Block, sign: str, text: str, titles: _Titles) -> None:
    """A paragraph of one line with a ruler below is a heading."""
    title = text[block.start : block.end]
    if block.kind == "paragraph" and "\n" not in title:
        level = titles.level(sign)
        block.kind, block.level, block.under = "heading", level, titles.add(level, title)


def is_ruler(line: str) -> bool:
    """Whether a line has nothing but bars, dashes, colons and blanks."""
    return not line.strip("|-: \t\r\n\v\f\xa0")


def _is_table_rule(line: str) -> bool:
    return (line[0] != "|" or line.count("|") > 1) and is_ruler(line)


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
