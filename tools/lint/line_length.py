"""A line of a template, of TypeScript or of styles has at most 110 characters, a tag alone excepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

MOST = 110
# What no formatter can break: one tag of the template language, one attribute, one address or path.
WHOLE = re.compile(r"""\{%[^{}]*%\}|\{\{[^{}]*\}\}|[\w-]+=("[^"]*"|'[^']*')>?|\S+""")


def check(source: Source) -> Iterator[Finding]:
    if source.suffix not in {".html", ".ts", ".css", ".scss"}:
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        if len(line) > MOST and not WHOLE.fullmatch(line.strip()):
            cure = "Break it; `make format` does what a formatter can."
            yield Finding(source.path, number, f"{len(line)} characters in a line.", cure)
