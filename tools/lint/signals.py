"""No signals: whatever reacts to change reads the journal or is called by the service."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

CURE = "Call it from the service that makes the change, or read the journal."


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code:
        return
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", "django.dispatch")):
            yield source.at(node, "Signals are not used in this house.", CURE)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if any(dotted(row).split(".")[-1] == "receiver" for row in node.decorator_list):
                yield source.at(node, f"{node.name} is a signal receiver.", CURE)
