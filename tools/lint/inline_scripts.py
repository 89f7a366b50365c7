"""Templates hold no script and no event handler: the content policy would refuse them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

TAG = re.compile(r"<[a-zA-Z][^>]*>", re.S)
HANDLER = re.compile(r"""\son[a-z]+\s*=\s*["'{]""")
DATA = re.compile(r"""type\s*=\s*["']application/(ld\+)?json["']""")
CURE = "Put the behaviour into web/ and mark the element with a data attribute."


def check(source: Source) -> Iterator[Finding]:
    if source.suffix != ".html":
        return
    for found in TAG.finditer(source.text):
        tag, line = found[0], source.text.count("\n", 0, found.start()) + 1
        if tag.lower().startswith("<script") and not re.search(r"\ssrc\s*=", tag) and not DATA.search(tag):
            yield Finding(source.path, line, "An inline script.", CURE)
        if HANDLER.search(tag):
            yield Finding(source.path, line, "An inline event handler.", CURE)
        if re.search(r"""["']\s*javascript:""", tag):
            yield Finding(source.path, line, "A javascript: address.", CURE)
