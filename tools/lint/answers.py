"""What an operation answers is a contract: no Schema that repeats one, no dict."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

PLAIN = {"list", "tuple", "Page", "None", "int", "str", "bool", "float"}
# Contracts that every room has alike: of long work, and of tables worked in as in a spreadsheet.
SHARED = ("pilothouse.kit.jobs", "pilothouse.kit.sheets")
CURE = "Answer a frozen dataclass of contracts.py; only what comes in has a Schema."


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "api":
        return
    origins = dict(_origins(source.tree))
    for node in source.nodes():
        if not isinstance(node, ast.keyword) or node.arg != "response":
            continue
        for name in _types(node.value):
            whole = _whole(name, origins)
            if name in PLAIN or "contracts" in whole.split(".") or whole.startswith(SHARED):
                continue
            yield source.at(node.value, f"An operation answers {name}.", CURE)


def _types(node: ast.expr) -> Iterator[str]:
    """Every type that an annotation of an answer names; `{201: Item}` names Item."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _types(value)
    elif isinstance(node, ast.Subscript):
        name = dotted(node.value)
        yield name
        if name in PLAIN:
            yield from _types(node.slice)
    elif isinstance(node, ast.BinOp):
        yield from _types(node.left)
        yield from _types(node.right)
    elif isinstance(node, ast.Tuple):
        for value in node.elts:
            yield from _types(value)
    elif name := dotted(node):
        yield name


def _origins(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Where each imported name comes from: `("Item", "pilothouse.roadmap.contracts.Item")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for row in node.names:
                yield row.asname or row.name, f"{node.module}.{row.name}"


def _whole(name: str, origins: dict[str, str]) -> str:
    first, _, rest = name.partition(".")
    return f"{origins.get(first, '')}.{rest}"
