"""A template shows: it asks at most four conditions within each other, and computes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

DEEPEST = 4
MOST_WORDS = 2
TAG = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}|\{\{(.*?)\}\}", re.S)
ARITHMETIC = re.compile(r"\|\s*(add|divisibleby|slugify|dictsort|random)\b")
CURE = "Let the query or the page say it as a field or a filter."


def check(source: Source) -> Iterator[Finding]:
    if source.suffix != ".html":
        return
    depth = 0
    for found in TAG.finditer(source.text):
        line = source.text.count("\n", 0, found.start()) + 1
        name, words = found[1] or "", found[2] or found[3] or ""
        depth += (name == "if") - (name == "endif")
        if name == "if" and depth > DEEPEST:
            yield Finding(source.path, line, f"{depth} conditions within each other.", CURE)
        if name in {"if", "elif"} and len(re.findall(r"\b(?:and|or)\b", words)) > MOST_WORDS:
            yield Finding(source.path, line, "A condition of more than three parts.", CURE)
        if name == "widthratio" or ARITHMETIC.search(words):
            yield Finding(source.path, line, "A template that computes.", CURE)
