"""What each room is for, and all that may be imported from it: contracts, queries, services."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.docs import SOURCE
from tools.lint.source import ladder

FILE = "rooms.md"
HEAD = """# Rooms

From the top down: a room imports only rooms below it, and of those only what is listed here.
"""
OPEN = ("contracts", "queries", "services")


def rooms() -> list[Path]:
    """The folders of the rooms that exist, from the top down."""
    return [SOURCE / name for name in ladder() if (SOURCE / name).is_dir()]


def render() -> str:
    return HEAD + "".join(_room(folder) for folder in rooms())


def _room(folder: Path) -> str:
    parts = [f"\n## {folder.name}\n"]
    readme = folder / "README.md"
    if readme.is_file():
        lines = readme.read_text().strip().splitlines()
        parts.append("\n".join(line for line in lines if not line.startswith("# ")).strip() + "\n")
    for duty in OPEN:
        files = [folder / f"{duty}.py", *sorted((folder / duty).glob("*.py"))]
        rows = [row for file in files if file.is_file() for row in _members(file)]
        if rows:
            parts.append(f"### {folder.name}.{duty}\n")
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _members(file: Path) -> list[str]:
    rows = []
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            told = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
            rows.append(f"- `{_signature(node)}`" + (f": {told}" if told else ""))
    return rows


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        fields = [
            row.target.id
            for row in node.body
            if isinstance(row, ast.AnnAssign) and isinstance(row.target, ast.Name)
        ]
        return f"{node.name}({', '.join(fields)})" if fields else node.name
    arguments = [row.arg for row in (*node.args.args, *node.args.kwonlyargs)]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({', '.join(arguments)}){returns}"
