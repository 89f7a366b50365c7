"""Tables in the shell."""

from __future__ import annotations

from collections.abc import Sequence

import typer


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as they need; the last one runs free."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head) - 1)]
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        typer.echo("  ".join([*cells, row[-1]]).rstrip())


def short(text: str, width: int = 44) -> str:
    """`text`, cut to `width` characters."""
    return text if len(text) <= width else text[: width - 1] + "…"
