"""One file under the eye of the house laws, and what a law says about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent.parent
# Duties that are folders where a file would be too long.
PACKAGES = {"cli", "intake", "migrations", "pages", "queries", "services"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken law: where, what is wrong, and how to fix it."""

    path: str
    line: int
    message: str
    cure: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} {self.cure}"


@dataclass(frozen=True)
class Source:
    """A file by its path from the repository's root, with `/` between parts."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix

    @property
    def is_test(self) -> bool:
        return "tests" in PurePosixPath(self.path).parts

    @property
    def room(self) -> str:
        """The room that the file belongs to; empty outside `src/pilothouse/<room>/`."""
        parts = PurePosixPath(self.path).parts
        return parts[2] if parts[:2] == ("src", "pilothouse") and len(parts) > 3 else ""

    @property
    def duty(self) -> str:
        """What the file is inside its room: `services` for services.py and for services/plan.py."""
        parts = PurePosixPath(self.path).parts[3:]
        if self.room == "connectors" and len(parts) > 1 and parts[0] not in PACKAGES:
            parts = parts[1:]  # a folder of one connector
        return parts[0].removesuffix(".py") if parts else ""

    @property
    def is_room_code(self) -> bool:
        """Python of a room that is neither test nor migration."""
        return bool(self.room) and self.suffix == ".py" and not self.is_test and self.duty != "migrations"

    def at(self, node: ast.AST, message: str, cure: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), message, cure)

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


@cache
def ladder() -> tuple[str, ...]:
    """The rooms from the top down, as .importlinter has them."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    rows = parser["importlinter:contract:ladder"]["layers"].split()
    return tuple(row.strip("()") for row in rows if row != "|")


def dotted(node: ast.AST) -> str:
    """`a.b().c` as `a.b.c`; empty where the chain does not start with a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value given to keyword `name`, if any."""
    return next((row.value for row in call.keywords if row.arg == name), None)
