"""A test is named by a sentence that says what holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source


def check(source: Source) -> Iterator[Finding]:
    if source.suffix != ".py" or not source.name.startswith("test_") or not source.is_test:
        return
    for node in source.nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            if len(node.name.removeprefix("test_").split("_")) < 3:
                yield source.at(
                    node, f"{node.name} is no sentence.", "Say what holds, in three words or more."
                )
