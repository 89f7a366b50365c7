"""A file of at most 400 lines, a function of at most 60: above, a reason stands at its head.

Tests, migrations and rule files are left out. How the whole is doing, `tests/test_architecture.py` says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.source import Finding, Source

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def counts(path: str) -> bool:
    """Whether a file is code in the sense of this law."""
    parts = PurePosixPath(path).parts
    if parts[0] == "web":
        return parts[-1].endswith(".ts") and not parts[-1].endswith((".test.ts", "api.ts"))
    if parts[0] != "src" or not parts[-1].endswith(".py"):
        return False
    return not {"tests", "migrations"} & set(parts) and not {"review", "rules"} <= set(parts)


def functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Every function with its lines, decorators apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def _head(source: Source) -> int:
    """The first line that can hold a reason: in Python that of the first statement after the docstring."""
    body = source.tree.body if source.suffix == ".py" else []
    return next((node.lineno for node in body if not isinstance(node, ast.Expr)), 1)


def check(source: Source) -> Iterator[Finding]:
    if not counts(source.path):
        return
    lines = len(source.text.splitlines())
    if lines > LONGEST_FILE:
        yield Finding(source.path, _head(source), f"{lines} lines in a file.", "Part it by duty.")
    if source.suffix != ".py":
        return
    for node, many in functions(source.tree):
        if many > LONGEST_FUNCTION:
            yield source.at(node, f"{node.name} has {many} lines.", "Part it by step.")
