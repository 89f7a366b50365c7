"""The environment variables that the program reads; the words stand in configuration.toml."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from tools.docs import SOURCE
from tools.lint.source import dotted

FILE = "configuration.md"
# Read for the sake of other programs, or set by ours for its own children: nothing to configure.
INTERNAL = {"PATH", "HOME", "DJANGO_SETTINGS_MODULE", "NO_COLOR", "TERM", "NUMBA_CACHE_DIR"}
WORDS = Path(__file__).with_name("configuration.toml")
HEAD = """# Configuration

Pilothouse needs no configuration: every variable has a default that works. Options of
`pilothouse serve` go before variables.

| variable | default | meaning |
| --- | --- | --- |
"""


def variables() -> dict[str, set[str]]:
    """Each variable that the code reads from the environment, with the files that read it."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if name := _read(node):
                found.setdefault(name, set()).add(str(path.relative_to(SOURCE)))
    return found


def _read(node: ast.AST) -> str:
    """The name in os.environ["X"], os.environ.get("X") or os.getenv("X")."""
    key: ast.expr | None = None
    if (
        isinstance(node, ast.Subscript)
        and dotted(node.value) == "os.environ"
        and isinstance(node.ctx, ast.Load)
    ):
        key = node.slice
    elif isinstance(node, ast.Call) and dotted(node.func) in {"os.environ.get", "os.getenv"} and node.args:
        key = node.args[0]
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def words() -> dict[str, dict[str, str]]:
    """What is said about each variable: its `default` and its `meaning`."""
    found: dict[str, dict[str, str]] = tomllib.loads(WORDS.read_text())
    return found


def render() -> str:
    rows = [f"| `{name}` | {row['default']} | {row['meaning']} |" for name, row in sorted(words().items())]
    return HEAD + "\n".join(rows) + "\n"
