"""What a message tells to do can be done where it is read: pages speak of no options of the shell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_SOURCE = Path(__file__).parent.parent / "src" / "pilothouse"
_OPTION = re.compile(r"(?<![\w<!-])--[a-z][a-z-]+")
_NOT_SHOWN = re.compile(r"<(style|code|pre)\b.*?</\1>|var\(--[\w-]+\)|<[^>]*>", re.S)
# The shell itself, and what only it says.
_SHELL = {"cli.py", "commands.py", "serve.py", "backup.py", "upkeep.py", "audit.py", "papers.py", "shell.py"}
_ROOMS_OF_THE_SHELL = {"cli", "workbench", "engine", "tests"}
_TEXTS = {"message", "cure", "over_rest", "text", "detail"}


def _files(pattern: str) -> Iterator[Path]:
    for path in sorted(_SOURCE.rglob(pattern)):
        if not _ROOMS_OF_THE_SHELL & set(path.parts) and path.name not in _SHELL:
            yield path


def _told(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of what calls are given to say, but for what they say in the shell alone."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        named = [each.value for each in call.keywords if each.arg in _TEXTS]
        for value in (*call.args, *named):
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value


def test_no_message_outside_the_shell_names_one_of_its_options() -> None:
    found = [
        f"{path.relative_to(_SOURCE)}:{line}: {text}"
        for path in _files("*.py")
        for line, text in _told(ast.parse(path.read_text(encoding="utf-8")))
        if " " in text.strip() and _OPTION.search(text)
    ]
    assert not found


def test_no_template_names_an_option_of_the_shell() -> None:
    found = []
    for path in _files("*.html"):
        shown = re.sub(
            r"<(style|code|pre)\b.*?</\1>|var\(--[\w-]+\)|<[^>]*>", "", path.read_text(), flags=re.S
        )
        found += [f"{path.name}: {each}" for each in _OPTION.findall(shown)]
    assert not found
