"""What `pilothouse search` does: the rows of a table that answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from pilothouse.engine.text.search.find import Found, Search
from pilothouse.engine.text.words import clean
from pilothouse.kit.shell import print_json
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.text.columns import read_columns


def run(file: Path, question: str, *, text: str, most: int, meaning: bool, as_json: bool) -> None:
    columns = read_columns(file, [text])
    cells = columns.of(text)
    found = Search([clean(cell) for cell in cells], meaning=meaning).find(question, most)
    if as_json:
        print_json(
            {
                "file": file.name,
                "rows": len(cells),
                "question": question,
                "read_as": found.read_as,
                "unknown": found.unknown,
                "phrases": found.phrases,
                "hits": [
                    {
                        "row": hit.row + 1,
                        "score": hit.score,
                        "words": hit.words,
                        "meaning": hit.meaning,
                        "held": hit.held,
                        "text": cells[hit.row][:2000],
                    }
                    for hit in found.hits
                ],
            }
        )
    else:
        _show(found, cells)


def _show(found: Found, cells: Sequence[str]) -> None:
    for word, meant in found.read_as.items():
        typer.echo(f"No row holds '{word}'; read as {' or '.join(meant)}.")
    if found.unknown:
        typer.echo(f"No row holds {', '.join(repr(word) for word in found.unknown)}, or anything like it.")
    if not found.hits:
        typer.echo("Nothing was found. Ask with other words, or without quotes.")
        return
    table(
        ["score", "row", "words", "text"],
        [
            [
                f"{hit.score:.2f}",
                str(hit.row + 1),
                short(", ".join(hit.held), 30) or "near in meaning",
                short(clean(cells[hit.row]), 90),
            ]
            for hit in found.hits
        ],
    )
