"""The wiki markup of trackers as Markdown, in time that grows with the length of the text alone.

No pattern crosses a line or the sign that it begins with, so that none is tried twice over the same letters.
Blocks of code are left as they are. What has no like in Markdown (colours, anchors) keeps its text. What is
no markup of the wiki and would be some in Markdown is escaped, so that a reader sees what the tracker shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_LIST = re.compile(r"\s*([*#-]{1,6})\s+(\S.*)")
_RULE = re.compile(r"\s*-{4,5}\s*")
_FENCE = re.compile(r"\{(code|noformat)(?::([^}\n]{0,100}))?\}|^[ ]{0,3}(```)([A-Za-z0-9+#-]{0,20})[ ]*$")
_PANEL = re.compile(r"\{panel(?::([^}\n]{0,300}))?\}")
_TITLE = re.compile(r"title=([^|}\n]+)")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,20}")
_BREAK = re.compile(r"(?<!\\)\\\\(?:[ \t]+|$)")
_BAR = re.compile(r"\|(?![^\[\]|\n]*\])")  # between cells, not within a link
_BARS = re.compile(r"\|\|(?![^\[\]|\n]*\])")
# Signs that Markdown reads within a line where the wiki has none, and at the beginning of one.
_SIGNS = re.compile(
    r"[*`]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|~(?=~)|(?<=~)~|<(?=[^\s<>]{0,300}[:@])|\\(?=[!-/:-@\[-`{-~])"
)
_BEGINS = re.compile(r"(?:[>+](?=\s|$)|>|#{1,6}(?=\s|$)|-(?=[-\s]|$)|=(?==*\s*$)|~~~)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_BESIDE = {"+": "", "_": "_", "-": "~~"}
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_NOTHING = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;'\"()/%])*")


def _spaced(sign: str) -> str:
    """A phrase between two signs that touch it and stand outside of words."""
    one = f"\\{sign}"
    return rf"(?<![\w{one}\\]){one}(?![\s{one}])([^{one}\n]{{1,2000}})(?<!\s){one}(?![\w{one}])"


def _braced(sign: str) -> str:
    """The same within words, as the newer editor writes it."""
    return rf"\{{\{sign}\}}([^{{}}\n]{{1,500}})\{{\{sign}\}}"


Found = re.Match[str]
Change = Callable[[Found, int], str]  # what was found, and the place after its pattern
_EM = r"(?<![\w_\\])_(?![\s_])((?:[^_\n]|(?<=\w)_(?=\w)){1,2000})(?<!\s)_(?![\w_])"
_INLINE: tuple[tuple[re.Pattern[str], str, Change], ...] = (
    (re.compile(r"\{\{([^{}\n]{1,1000})\}\}"), "{{", lambda found, _: _code(found[1])),
    (re.compile(r"(?<!`)`([^`\n]{1,1000})`(?!`)"), "`", lambda found, _: found[0]),
    (re.compile(r"\{(?:color|anchor|quote)(?::[^}\n]{0,60})?\}"), "{", lambda found, _: ""),
    (re.compile(r"\[~(?:accountid:)?([^\[\]\n|]{1,100})\]"), "[~", lambda found, _: f"@{found[1]}"),
    (re.compile(r"\[\^([^\[\]\n|]{1,200})\]"), "[^", lambda found, _: _escaped(found[1])),
    (
        re.compile(r"\[([^\[\]\n|]{1,300})\|([^\[\]\n|\s]{1,2000})(?:\|[^\[\]\n]{0,100})?\]"),
        "[",
        lambda found, at: f"[{_inline(found[1], at)}]({_target(found[2])})",
    ),
    (re.compile(r"\[((?:https?|mailto|ftp):[^\[\]\n|\s]{1,2000})\]"), "[", lambda found, _: _link(found[1])),
    (
        re.compile(r"!([^!\n|\s]{1,300}\.\w{2,5})(?:\|[^!\n]{0,200})?!"),
        "!",
        lambda found, _: f"(image {_escaped(found[1])})",
    ),
    (re.compile(r"https?://[^\s|\]<>\"*{}]{0,2000}[\w/=&#%+-]"), "://", lambda found, _: _link(found[0])),
    (re.compile(r"\\([{}\[\]*_+?^~!|-])"), "\\", lambda found, _: f"\\{found[1]}"),
    (re.compile(_braced("*")), "{*", lambda found, at: f"**{_inline(found[1], at)}**"),
    (re.compile(_braced("_")), "{_", lambda found, at: f"*{_inline(found[1], at)}*"),
    (re.compile(_braced("-")), "{-", lambda found, at: f"~~{_inline(found[1], at)}~~"),
    (re.compile(_braced("+")), "{+", lambda found, at: _inline(found[1], at)),
    (
        re.compile(r"(?<!\w)([+_-])\*(?![\s*])([^*\n]{1,2000})(?<!\s)\*\1(?!\w)"),
        "*",
        lambda found, at: f"{_BESIDE[found[1]]}**{_inline(found[2], at)}**{_BESIDE[found[1]]}",
    ),
    (re.compile(_spaced("*")), "*", lambda found, at: f"**{_inline(found[1], at)}**"),
    (re.compile(_EM), "_", lambda found, at: f"_{_inline(found[1], at)}_"),
    (re.compile(_spaced("-")), "-", lambda found, at: _phrase(found, at, "~~")),
    (re.compile(_spaced("+")), "+", lambda found, at: _phrase(found, at, "")),
    (
        re.compile(r"(?<![\w?])\?\?(?![\s?])([^?\n]{1,2000})(?<!\s)\?\?(?![\w?])"),
        "??",
        lambda found, at: f"_{_inline(found[1], at)}_",
    ),
)


def markdown(text: str) -> str:
    """`text` in Markdown."""
    if _NOTHING.fullmatch(text) and not text.startswith(("h", "bq.")):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_Lines().of(lines)).strip("\n")


class _Lines:
    """Goes over the lines, and knows in what block it is."""

    def __init__(self) -> None:
        self.fence = ""
        self.quoted = False
        self.table = False
        self.blank = True
        self.depth = 0  # how deep the list is that a line may go on with
        self.number: int | None = None  # the last one of a list that was numbered by hand

    def of(self, lines: list[str]) -> Iterator[str]:
        said = False  # whether the line before was a quotation, which a line of text would go on with
        for line in lines:
            for part in self._parts(line):
                quoted = self.quoted and not self.fence
                text = f"> {part}" if quoted else part
                if said and text and not text.startswith(">"):
                    yield ""
                said = text.startswith(">") and not self.fence
                yield text
        if self.fence:
            yield "```"

    def _parts(self, line: str) -> Iterator[str]:
        """A line, parted where a block of code begins or ends."""
        at = 0
        for found in _FENCE.finditer(line):
            kind = found[1] or found[3]
            if self.fence and kind != self.fence:
                continue
            before = line[at : found.start()]
            if self.fence:
                if before.strip():
                    yield before
                yield "```"
                self.fence = ""
            else:
                if before.strip():
                    yield from self._plain(before)
                self.fence = kind
                yield f"```{_language(found[2] or found[4])}"
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
                yield from self._plain(rest)
            if ends:
                self.quoted = False
            return
        if "{panel" in line:
            line = _PANEL.sub(_panel, line)
        yield from self._rows(line)

    def _rows(self, line: str) -> Iterator[str]:
        """A line that may be one of a table, whose first line is followed by the line under its head."""
        text = line.strip()
        if not (text.startswith("|") and text.endswith("|") and len(text) > 2):
            self.table = False
            yield from self._plain(line)
            return
        head = text.startswith("||")
        cells = (_BARS if head else _BAR).split(text.strip("|"))
        if not self.table and not head:
            yield f"|{'  |' * len(cells)}"
            yield f"|{' --- |' * len(cells)}"
        yield "| " + " | ".join(_inline(_BREAK.sub(" ", cell).strip()) for cell in cells) + " |"
        if not self.table and head:
            yield f"|{' --- |' * len(cells)}"
        self.table = True

    def _plain(self, line: str) -> Iterator[str]:
        """A line as one, or as several where it says that it breaks."""
        first, *rest = _BREAK.split(line) if "\\\\" in line else (line,)
        yield self._line(first)
        for part in rest:
            if part.strip():
                yield self._begun(part)

    def _line(self, line: str) -> str:
        if found := _HEADING.match(line):
            return f"{'#' * int(found[1])} {_inline(found[2])}"
        if line.startswith("bq. "):
            return f"> {_inline(line[4:])}"
        if _RULE.fullmatch(line):
            return "***"
        found = _LIST.match(line)
        if not found or (found[1].startswith("--") and not self.depth):  # a dash
            return self._begun(line)
        signs, rest = found[1], found[2]
        self.depth = min(len(signs), self.depth + 1)
        begun = self._begun(rest, listed=True)
        return f"{'   ' * (self.depth - 1)}{'1.' if signs[-1] == '#' else '-'} {begun}"

    def _begun(self, line: str, *, listed: bool = False) -> str:
        """A line of a paragraph: what begins it is no sign of Markdown. A number that goes on with a list
        that was numbered by hand may be one."""
        text = line.strip()
        found = _NUMBER.match(text)
        if not found:
            if self.blank and text and not listed:
                self.number, self.depth = None, 0
            self.blank = not text
            return _first(text)
        self.blank = False
        number, rest = int(found[1]), _first(text[found.end() :].strip())
        goes_on = found[2] == "." and self.number in (None, number - 1)
        if not goes_on or not rest or listed or _NUMBER.match(rest):
            return f"{found[1]}\\{found[2]} {rest}".rstrip()
        self.number = number
        return f"{found[0]} {rest}"


def _first(text: str) -> str:
    """The text that begins a block, whose first sign is none of Markdown's."""
    shown = _inline(text)
    return f"\\{shown}" if _BEGINS.match(text) and not shown.startswith("\\") else shown


def _inline(text: str, place: int = 0) -> str:
    """Signs within a line, by the patterns from `place` on; what they do not find is no markup."""
    for at in range(place, len(_INLINE)):
        pattern, sign, change = _INLINE[at]
        if sign not in text:
            continue
        parts, end = [], 0
        for found in pattern.finditer(text):
            parts += [_inline(text[end : found.start()], at + 1), change(found, at + 1)]
            end = found.end()
        if parts:
            return "".join([*parts, _inline(text[end:], at + 1)])
    return _escaped(text)


def _escaped(text: str) -> str:
    """Text without a sign that Markdown would read; a star between blanks is none."""
    return _SIGNS.sub(_sign, text)


def _sign(found: Found) -> str:
    at, text = found.start(), found.string
    alone = not text[:at].strip() if at < 1 else text[at - 1].isspace()
    if found[0] == "*" and at and alone and text[at + 1 : at + 2].isspace():
        return "*"
    return f"\\{found[0]}"


def _phrase(found: Found, at: int, mark: str) -> str:
    """What two dashes or pluses hold. Where it is a piece of code or of a sum, they are its signs."""
    text = found[1]
    if ";" in text or any(text.count(left) != text.count(right) for left, right in _PAIRS):
        return found[0][0] + _inline(text, at) + found[0][-1]
    return f"{mark}{_inline(text, at)}{mark}"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _link(address: str) -> str:
    return f"<{address}>"


def _target(address: str) -> str:
    return f"<{address}>" if {"(", ")"} & set(address) and not {"<", ">"} & set(address) else address


def _panel(found: Found) -> str:
    title = _TITLE.search(found[1] or "")
    return f"*{title[1].strip()}*" if title else ""


def _language(told: str | None) -> str:
    first = (told or "").strip().split("|")[0]
    return first.lower() if _LANGUAGE.fullmatch(first) else ""
