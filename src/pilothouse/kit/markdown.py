"""Markdown as HTML that carries no script, style, image or frame."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_WRITTEN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_DOCUMENT = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# fmt: off
_HEADING = re.compile(r"<(/?)h([1-6])(?=>)")
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}


def written(text: str | None) -> SafeString:
    """CommonMark with tables, each line break as one. Headings stand two levels lower: those of the page and
    of the card come first."""
    return _safe(_WRITTEN.render(text or ""))


def document(text: str | None) -> SafeString:
    """As `written`, for texts of an editor: a line break alone is a blank, and comments are not shown."""
    return _safe(_DOCUMENT.render(_uncommented(text or "")))


def talked(text: str, names: Collection[str]) -> SafeString:
    """As `markdown`, with `@` and each of `names` strong, unless it stands in code."""
    tokens = _WRITTEN.parse(text)
    marks = re.compile("|".join(re.escape(f"@{name}") for name in sorted(names, key=len, reverse=True)))
    for token in tokens if names else ():
        if token.children:
            token.children = [part for child in token.children for part in _marked(child, marks)]
    return _safe(_WRITTEN.renderer.render(tokens, _WRITTEN.options, {}))


def plain(text: str) -> str:
    """What a reader of it reads, on one line: without the signs of Markdown."""
    read = (_read(token) for token in _WRITTEN.parse(text))
    return " ".join(" ".join(read).split())


def _read(token: Token) -> str:
    return "".join(part.content or " " for part in token.children) if token.children else token.content


def _marked(token: Token, marks: re.Pattern[str]) -> Iterator[Token]:
    """A token of text with what `marks` finds as strong tokens; any other as it is."""
    if token.type != "text":
        yield token
        return
    at = 0
    for found in marks.finditer(token.content):
        yield Token("text", "", 0, content=token.content[at : found.start()])
        yield Token("strong_open", "strong", 1)
        yield Token("text", "", 0, content=found[0])
        yield Token("strong_close", "strong", -1)
        at = found.end()
    yield Token("text", "", 0, content=token.content[at:])


def _uncommented(text: str) -> str:
    parts, end = [], 0
    while (start := text.find("<!--", end)) >= 0 and (stop := text.find("-->", start)) >= 0:
        parts.append(text[end:start])
        end = stop + 3
    return "".join([*parts, text[end:]])


def _safe(html: str) -> SafeString:
    html = _HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + 2)}", html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)
