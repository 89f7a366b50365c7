"""Rows change only in services (and in kit, which services call)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

BULK = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "abulk_create", "acreate", "asave"}
# What a chain goes through when it ends at rows: so that dict.update and httpx.delete are left alone.
ROWS = {"objects", "filter", "exclude", "all", "using", "select_for_update", "_default_manager"}
SAVE_WORDS = {"update_fields", "force_insert", "force_update", "using", "commit"}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.room in {"engine", "kit"} or source.duty == "services":
        return
    managers = [node for node in source.nodes() if isinstance(node, ast.ClassDef) and _is_manager(node)]
    inside = {id(child) for manager in managers for child in ast.walk(manager)}
    for node in source.nodes():
        if isinstance(node, ast.Call) and id(node) not in inside and writes(node):
            name = dotted(node.func) or node.func.attr  # type: ignore[attr-defined]
            yield source.at(node, f"{name}() changes rows outside services.", "Move it into a service.")


def writes(call: ast.Call) -> bool:
    """Whether `call` looks like a change of rows."""
    if not isinstance(call.func, ast.Attribute):
        return False
    verb = call.func.attr
    through = bool(ROWS & set(dotted(call.func.value).split("."))) or dotted(call.func.value).endswith("_set")
    bare = not call.args and not call.keywords
    if verb in BULK:
        return True
    if verb == "save":
        return bare or any(row.arg in SAVE_WORDS for row in call.keywords)
    if verb == "delete":
        return bare or through
    return verb in {"create", "update"} and through


def _is_manager(node: ast.ClassDef) -> bool:
    """Django asks managers for verbs such as create_user."""
    return any(dotted(row).endswith(("Manager", "QuerySet")) for row in node.bases)
