"""Verbs take their arguments by name only: the services that are told who acts and when."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "services":
        return
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if not {"actor", "now"} <= {row.arg for row in (*node.args.args, *node.args.kwonlyargs)}:
            continue
        # A long job is handed its progress by position.
        plain = [row.arg for row in (*node.args.posonlyargs, *node.args.args) if row.arg != "progress"]
        if plain:
            names = ", ".join(plain)
            yield source.at(node, f"{node.name} takes {names} by position.", "Put * first in its arguments.")
