"""How each kind of failure is told: HTTP status, exit code, MCP error, and the codes in use."""

from __future__ import annotations

import ast
import inspect

from pilothouse.kit import errors
from tools.docs import SOURCE

FILE = "errors.md"
HEAD = """# Errors

Every failure says what is wrong, where, and how to fix it. The API answers with a problem document
(RFC 9457, `application/problem+json`) whose `code` never changes; the shell ends with the exit code.

| error | HTTP | exit code | MCP | meaning |
| --- | --- | --- | --- | --- |
"""


def codes() -> dict[str, set[str]]:
    """Stable codes named in the code, beside the error that carries them."""
    found: dict[str, set[str]] = {kind.code: {kind.__name__} for kind in errors.OUTCOMES}
    kinds = {kind.__name__ for kind in errors.OUTCOMES}
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Name)
                or node.func.id not in kinds
            ):
                continue
            for row in node.keywords:
                if row.arg == "code" and isinstance(row.value, ast.Constant) and row.value.value:
                    found.setdefault(str(row.value.value), set()).add(node.func.id)
    return found


def render() -> str:
    rows = []
    for kind, row in sorted(errors.OUTCOMES.items(), key=lambda pair: (pair[1].status, pair[0].__name__)):
        meaning = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
        rows.append(f"| {kind.__name__} | {row.status} | {row.exit_code} | `{row.mcp}` | {meaning} |")
    listed = [f"- `{code}`: {', '.join(sorted(kinds))}" for code, kinds in sorted(codes().items())]
    return HEAD + "\n".join(rows) + "\n\n## Codes\n\n" + "\n".join(listed) + "\n"
