"""What leaves a room is a frozen dataclass named by a word that a product manager uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted, keyword

EMPTY_WORDS = re.compile(r"(DTO|Dto|Data|Info|Manager|Handler)$")
FREE_BASES = ("Enum", "Protocol", "TypedDict", "NamedTuple", "Exception", "Error")


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "contracts":
        return
    for node in source.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        if EMPTY_WORDS.search(node.name):
            yield source.at(
                node, f"{node.name} is no word of the trade.", "Name it by what it is: Timeline, PlannedItem."
            )
        is_free = any(dotted(base).endswith(FREE_BASES) for base in node.bases)
        if not is_free and not any(_freezes(row) for row in node.decorator_list):
            yield source.at(
                node, f"{node.name} can change outside the room.", "Make it @dataclass(frozen=True)."
            )


def _freezes(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or dotted(decorator.func).split(".")[-1] != "dataclass":
        return False
    frozen = keyword(decorator, "frozen")
    return isinstance(frozen, ast.Constant) and frozen.value is True
