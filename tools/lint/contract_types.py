"""A contract is made of plain values and other contracts: of the engine it may name an enumeration only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tools.lint.source import ROOT, Finding, Source, dotted

ENGINE = "pilothouse.engine"


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "contracts":
        return
    for node in source.nodes():
        if isinstance(node, ast.Import):
            names = [(row.name, "") for row in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module or "", row.name) for row in node.names]
        else:
            continue
        for module, name in names:
            if f"{module}.".startswith(f"{ENGINE}.") and name not in enumerations(module):
                yield source.at(
                    node,
                    f"{name or module} is a type of the engine, and would leave the room.",
                    "Give the contract fields of its own; planning translates.",
                )


@cache
def enumerations(module: str) -> frozenset[str]:
    """The names of the enumerations that a module defines."""
    path = ROOT / "src" / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef) and any(dotted(base).endswith("Enum") for base in node.bases)
    )
