"""A link into the text that leads nowhere hides what it promised.

Instead of: *see [Rollback](#rollback)* in a text without such a heading.
Write: the section, or the link to where it went.

Headings are compared as GitHub forms their anchors: lower case, blanks as hyphens, without punctuation.
Anchors written as `<a name>` or `id=` are known too. Source: GitHub Flavored Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_LINK = re.compile(r"\]\(#([^)\s]{1,300})\)")
_NAMED = re.compile(r"(?:name|id)\s*=\s*[\"']?([\w.-]+)|\{#([\w-]+)\}")


def _check(document: Document) -> Iterator[Hit]:
    if "](#" not in document.text:
        return
    known = {
        _plain(_anchor(document.text[row.start : row.end]))
        for row in document.blocks
        if row.kind == "heading"
    }
    links = [row for row in _LINK.finditer(document.text) if _plain(row.group(1)) not in known]
    if links:
        known = {(row.group(1) or row.group(2)).lower() for row in _NAMED.finditer(document.text)} | {"top"}
    for found in links:
        if found.group(1).lower() not in known:
            yield Hit(found.start(1) - 1, found.end(1), f"'#{found.group(1)}' leads nowhere in this text.")


def _plain(anchor: str) -> str:
    """Headings of one title are numbered from the second on."""
    return re.sub(r"-\d+$", "", anchor.lower())


def _anchor(title: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|<[^>]*>", r"\1", title).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


RULE = Rule(
    code="DOC004",
    name="dangling-anchor",
    family="document",
    scope="document",
    summary="A link to a section that is not there",
    check=_check,
)
