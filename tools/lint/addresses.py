"""An address of a page is made by a door: queries, services, planning and contracts hold none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

BELOW_DOORS = {"queries", "services", "planning", "models", "contracts"}
MAKERS = {"reverse", "wurl", "ref_url"}
WORKSPACE = re.compile(r"^/w/|/w/$")
CURE = "Hand over the key or the Ref; the page or the API makes the address."


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty not in BELOW_DOORS:
        return
    for node in source.nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORKSPACE.search(node.value):
            yield source.at(node, "An address below the doors.", CURE)
        elif isinstance(node, ast.ImportFrom) and MAKERS & {row.name for row in node.names}:
            yield source.at(node, "Addresses are made below the doors.", CURE)
