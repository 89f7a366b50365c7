"""What a script is given, a contract names: no reader that looks into a value field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.source import Finding, Source

GUESS = re.compile(r"Record<string, unknown>|\btypeof [\w.]+\['")
CURE = "Import the type from islands/shared/api.ts; `make docs` writes it from the contracts."


def check(source: Source) -> Iterator[Finding]:
    parts = PurePosixPath(source.path).parts
    if (
        parts[:2] != ("web", "islands")
        or source.suffix != ".ts"
        or source.name.endswith((".test.ts", "api.ts"))
    ):
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        if GUESS.search(line):
            yield Finding(source.path, number, "A value is read field by field.", CURE)
