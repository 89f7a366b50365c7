"""No file is called utils, helpers, common or base: a file is named by its duty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.source import Finding, Source

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
GIVEN = "kit/sqlite/base.py"  # Django looks for a backend under this name


def check(source: Source) -> Iterator[Finding]:
    parts = PurePosixPath(source.path).with_suffix("").parts
    if source.path.endswith(GIVEN):
        return
    for word in EMPTY_WORDS & {part.split(".")[0].lower() for part in parts}:
        yield Finding(source.path, 1, f"'{word}' says nothing about what is inside.", "Name it by its duty.")
