"""What every command of the shell shares. Imports Django only when a command needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pilothouse.kit.errors import PilothouseError


def django_ready() -> None:
    """Load the settings and the rooms; the second call does nothing. Raises `Unavailable` when the data
    folder cannot be used."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilothouse.site.settings")
    try:
        django.setup()
    except OSError as error:
        from pilothouse.kit.errors import Unavailable

        raise Unavailable(
            f"The data folder cannot be used: {error.strerror}.",
            where=str(error.filename or ""),
            cure="Change its owner, or set PILOTHOUSE_HOME to a folder of your own.",
        ) from error


def print_json(data: Any) -> None:
    """Write `data` as JSON with a line break, dates in ISO form."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    options |= orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    sys.stdout.buffer.write(orjson.dumps(data, option=options))
    sys.stdout.buffer.flush()


def complain(error: PilothouseError, *, as_json: bool = False) -> int:
    """Tell `error` on standard error and return the exit code that belongs to it."""
    from pilothouse.kit.errors import outcome, problem_document

    if as_json:
        import orjson

        sys.stderr.write(orjson.dumps(problem_document(error)).decode() + "\n")
        return outcome(error).exit_code
    place = f"{error.where}: " if error.where else ""
    sys.stderr.write(f"Error: {place}{error.message}\n")
    if error.in_shell:
        sys.stderr.write(f"  {error.in_shell}\n")
    return outcome(error).exit_code


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as their widest cell, for people to read."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    for row in (head, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
