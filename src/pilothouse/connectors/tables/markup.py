"""The wiki markup of trackers as Markdown, in time that grows with the length of the text alone.

No pattern crosses a line or the sign that it begins with, so that none is tried twice over the same letters.
Blocks of code are left as they are. What has no like in Markdown (colours, anchors) keeps its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_LIST = re.compile(r"\s*([*#-]{1,6})\s+(\S.*)")
_RULE = re.compile(r"\s*-{4,5}\s*")
_FENCE = re.compile(r"\{(code|noformat)(?::([^}\n]{0,100}))?\}")
_PANEL = re.compile(r"\{panel(?::([^}\n]{0,300}))?\}")
_TITLE = re.compile(r"title=([^|}\n]+)")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,20}")

Change = Callable[[re.Match[str]], str]
_INLINE: tuple[tuple[re.Pattern[str], Change], ...] = (
    (re.compile(r"\{(?:color|anchor|quote)(?::[^}\n]{0,60})?\}"), lambda found: ""),
    (re.compile(r"\[~(?:accountid:)?([^\[\]\n|]{1,100})\]"), lambda found: f"@{found[1]}"),
    (re.compile(r"\[\^([^\[\]\n|]{1,200})\]"), lambda found: found[1]),
    (
        re.compile(r"\[([^\[\]\n|]{1,300})\|([^\[\]\n|\s]{1,2000})(?:\|[^\[\]\n]{0,100})?\]"),
        lambda found: f"[{found[1]}]({found[2]})",
    ),
    (re.compile(r"\[((?:https?|mailto|ftp):[^\[\]\n|\s]{1,2000})\]"), lambda found: f"<{found[1]}>"),
    (re.compile(r"!([^!\n|\s]{1,300}\.\w{2,5})(?:\|[^!\n]{0,200})?!"), lambda found: f"(image {found[1]})"),
    (re.compile(r"(?<![\w*])\*(?![\s*])([^*\n]{1,2000})(?<!\s)\*(?![\w*])"), lambda found: f"**{found[1]}**"),
    (re.compile(r"(?<![\w-])-(?![\s-])([^-\n]{1,2000})(?<!\s)-(?![\w-])"), lambda found: f"~~{found[1]}~~"),
    (re.compile(r"(?<![\w+])\+(?![\s+])([^+\n]{1,2000})(?<!\s)\+(?![\w+])"), lambda found: found[1]),
    (re.compile(r"\?\?([^?\n]{1,2000})\?\?"), lambda found: f"_{found[1]}_"),
    (re.compile(r"\\\\\s*$"), lambda found: "  "),
)
_MONO = re.compile(r"\{\{([^{}\n]{1,1000})\}\}")


def markdown(text: str) -> str:
    """`text` in Markdown."""
    if not any(sign in text for sign in "*_-+#|[{!?\\") and "h" not in text and "bq." not in text:
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_Lines().of(lines)).strip("\n")


class _Lines:
    """Goes over the lines, and knows in what block it is."""

    def __init__(self) -> None:
        self.fence = ""
        self.quoted = False
        self.table = False

    def of(self, lines: list[str]) -> Iterator[str]:
        for line in lines:
            for part in self._parts(line):
                yield f"> {part}" if self.quoted and not self.fence else part
        if self.fence:
            yield "```"

    def _parts(self, line: str) -> Iterator[str]:
        """A line, parted where a block of code begins or ends."""
        at = 0
        for found in _FENCE.finditer(line):
            if self.fence and found[1] != self.fence:
                continue
            before = line[at : found.start()]
            if self.fence:
                if before.strip():
                    yield before
                yield "```"
                self.fence = ""
            else:
                if before.strip():
                    yield self._plain(before)
                self.fence = found[1]
                yield f"```{_language(found[2])}"
            at = found.end()
        rest = line[at:]
        if self.fence:
            if rest or not at:
                yield rest
        elif not at or rest.strip():
            yield from self._blocks(rest)

    def _blocks(self, line: str) -> Iterator[str]:
        if line.count("{quote}") % 2:
            rest = line.replace("{quote}", "", 1)
            ends = self.quoted
            if not ends:
                self.quoted = True
            if rest.strip():
                yield self._plain(rest)
            if ends:
                self.quoted = False
            return
        yield from self._rows(_PANEL.sub(_panel, line))

    def _rows(self, line: str) -> Iterator[str]:
        """A line that may be one of a table, whose first line is followed by the line under its head."""
        text = line.strip()
        if not (text.startswith("|") and text.endswith("|") and len(text) > 2):
            self.table = False
            yield self._plain(line)
            return
        head = text.startswith("||")
        cells = text.strip("|").split("||" if head else "|")
        if not self.table and not head:
            yield f"|{'  |' * len(cells)}"
            yield f"|{' --- |' * len(cells)}"
        yield "| " + " | ".join(_inline(cell.strip()) for cell in cells) + " |"
        if not self.table and head:
            yield f"|{' --- |' * len(cells)}"
        self.table = True

    def _plain(self, line: str) -> str:
        if found := _HEADING.match(line):
            return f"{'#' * int(found[1])} {_inline(found[2])}"
        if line.startswith("bq. "):
            return f"> {_inline(line[4:])}"
        if _RULE.fullmatch(line):
            return "---"
        if found := _LIST.match(line):
            signs, rest = found[1], found[2]
            return f"{'   ' * (len(signs) - 1)}{'1.' if signs[-1] == '#' else '-'} {_inline(rest)}"
        return _inline(line)


def _inline(text: str) -> str:
    """Signs within a line; what stands in `{{ }}` stays as it is."""
    parts = _MONO.split(text)
    parts[::2] = [_changed(part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)


def _changed(text: str) -> str:
    for pattern, change in _INLINE:
        text = pattern.sub(change, text)
    return text


def _panel(found: re.Match[str]) -> str:
    title = _TITLE.search(found[1] or "")
    return f"*{title[1].strip()}*" if title else ""


def _language(told: str | None) -> str:
    first = (told or "").split("|")[0]
    return first.lower() if _LANGUAGE.fullmatch(first) else ""
