"""A date is written for people in one way: no strftime words, no format of its own in a template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

# `%-d` is unknown to Windows; names of days and months make a date for people.
FORMAT = re.compile(r"%-[a-zA-Z]|%[aAbB]")
WRITERS = {"src/pilothouse/engine/dates.py", "src/pilothouse/site/templatetags/pilothouse.py"}
READER = "src/pilothouse/kit/tables/dates.py"  # formats that files come in
IN_TEMPLATE = re.compile(r"""\|\s*(?:date|time)\b(?!:(?:"c"|'c'|"Y-m-d"|'Y-m-d'))""")
CURE = "Use engine.dates.day_text, in a template the filters `day`, `weekday` and `moment`."


def check(source: Source) -> Iterator[Finding]:
    if source.suffix == ".html":
        for found in IN_TEMPLATE.finditer(source.text):
            line = source.text.count("\n", 0, found.start()) + 1
            yield Finding(source.path, line, "A format of its own for a date.", CURE)
    if source.suffix != ".py" or not source.room or source.path in WRITERS | {READER}:
        return
    for node in source.nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and FORMAT.search(node.value):
            if not source.is_test and not _is_text(node.value):
                yield source.at(node, "A format of its own for a date.", CURE)


def _is_text(value: str) -> bool:
    """Whether a percent sign stands in prose, such as a docstring: `85 %a month` is none."""
    return "\n" in value or len(value) > 40
