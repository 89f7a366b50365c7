"""The house laws that no other checker sees: one file per law, found by scanning this folder.

A law is a module with a docstring (the law in one sentence first) and
`check(source: Source) -> Iterator[Finding]`. A line may be excused by ending it in
`# lint: NAME, because ...`, where NAME is the law's file name; the reason is part of the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from tools.lint.source import Finding, Source

Check = Callable[[Source], Iterable[Finding]]
_SCAFFOLD = {"__init__", "__main__", "debts", "source"}


def laws() -> dict[str, Check]:
    """Every law by name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return {name: import_module(f"tools.lint.{name}").check for name in names if name not in _SCAFFOLD}


def findings(source: Source, law: str, check: Check) -> Iterator[Finding]:
    """What `check` says about `source`, less the lines that are excused with a reason."""
    lines = source.text.splitlines()
    excuse = re.compile(rf"lint: {law}, because \S+")
    for found in check(source):
        line = lines[found.line - 1] if 0 < found.line <= len(lines) else ""
        if not excuse.search(line):
            yield found
