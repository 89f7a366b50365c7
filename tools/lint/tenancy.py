"""Every row carries its workspace."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

# The wall itself, and people, who may belong to several workspaces.
OUTSIDE = {("accounts", "Workspace"), ("accounts", "User")}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "models":
        return
    models: set[str] = set()
    for node in source.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = {dotted(row) for row in node.bases}
        if not bases & {"models.Model", "Model", "AbstractBaseUser"} and not bases & models:
            continue
        models.add(node.name)
        inherits = bool(bases & models)
        if (source.room, node.name) in OUTSIDE or inherits or _is_abstract(node):
            continue
        if not {"workspace", "workspace_id"} & set(_fields(node)):
            yield source.at(
                node,
                f"Rows of {node.name} do not carry their workspace.",
                'Add workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+").',
            )


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for row in node.body:
        if isinstance(row, ast.Assign | ast.AnnAssign):
            targets = row.targets if isinstance(row, ast.Assign) else [row.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_abstract(node: ast.ClassDef) -> bool:
    meta = next((row for row in node.body if isinstance(row, ast.ClassDef) and row.name == "Meta"), None)
    return meta is not None and "abstract" in _fields(meta)
