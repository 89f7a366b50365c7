"""Every command of the program with its arguments and options."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import typer

FILE = "cli.md"
HEAD = """# Commands

Exit codes: 0 done, 2 bad input, 3 not found, 4 conflict, 5 not allowed, 6 not available now, 7 gone,
1 anything else. With `--json` results and errors are JSON.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be run, by its full name, in order of name."""
    from pilothouse.site import cli

    if not cli.app.registered_commands and not cli.app.registered_groups:
        cli._collect()  # noqa: SLF001
    yield from sorted(_below("pilothouse", typer.main.get_command(cli.app)))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    members = getattr(command, "commands", None)
    if members is None:
        yield name, command
        return
    for part, member in members.items():
        if not member.hidden:
            yield from _below(f"{name} {part}", member)


def render() -> str:
    return HEAD + "".join(_page(name, command) for name, command in commands())


def _page(name: str, command: Any) -> str:
    given = [row for row in command.params if row.param_type_name == "argument"]
    options = [
        row
        for row in command.params
        if row.param_type_name == "option" and not row.hidden and row.name != "help"
    ]
    usage = " ".join([name, *(_place(row) for row in given), *(["[options]"] if options else [])])
    told = inspect.cleandoc(command.help or "").replace("\f", "\n")
    parts = [f"\n## {name}\n", f"```\n{usage}\n```\n", f"{told}\n" if told else ""]
    rows = [f"| `{_word(row)}` | {_told(row)} |" for row in given]
    rows += [f"| `{', '.join([*row.opts, *row.secondary_opts])}` | {_told(row)} |" for row in options]
    if rows:
        parts.append("| argument or option | meaning |\n| --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(part for part in parts if part)


def _word(row: Any) -> str:
    return str(row.metavar or row.name.upper())


def _place(row: Any) -> str:
    name = _word(row) + ("..." if row.nargs == -1 else "")
    return name if row.required else f"[{name}]"


def _told(row: Any) -> str:
    text = (getattr(row, "help", "") or "").replace("\n", " ").replace("|", "\\|").strip()
    if names := _choices(getattr(getattr(row, "type_descriptor", None), "annotation", None)):
        text += f" One of {', '.join(f'`{name}`' for name in names)}."
    default = row.default
    if default not in (None, "", False, ()) and not callable(default) and not row.required:
        text += f" Default `{getattr(default, 'value', default)}`."
    return text


def _choices(kind: Any) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(row.value) for row in kind]
    return [str(row) for row in get_args(kind)] if get_origin(kind) is Literal else []
