"""CSV files with known columns, row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import typer

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import Orders
from pilothouse.kit.tables.deciding import Asked, Deciding
from pilothouse.kit.tables.reading import opened
from pilothouse.workbench.cells import Cells


def read_rows(path: Path, *, needed: Sequence[str], further: Sequence[str] = ()) -> Iterator[Cells]:
    """The rows of `path`; which of day and month comes first, each column says as a whole.

    Dates that can be read in two ways are warned of. Raises `Invalid` for a file without the `needed`
    columns, or without rows.
    """
    orders = _orders(path, {*needed, *further})
    with opened(path) as (header, rows):
        places = {name.lower(): number for number, name in enumerate(header)}
        missing = [name for name in needed if name not in places]
        if missing:
            raise Invalid(
                f"The header ({', '.join(header[:8])}) lacks {', '.join(missing)}.",
                where=f"{path.name}, line 1",
                cure=f"Give the columns {', '.join(needed)}; known too are {', '.join(further)}.",
            )
        empty = True
        for row in rows:
            cells = {
                name: row.cells[places[name]].strip()
                if name in places and places[name] < len(row.cells)
                else ""
                for name in (*needed, *further)
            }
            if any(cells.values()):
                empty = False
                yield Cells(f"{path.name}, row {row.number}", cells, orders)
    if empty:
        raise Invalid("The file has no rows.", where=path.name, cure="Add a row for each plan.")


def _orders(path: Path, names: Collection[str]) -> dict[str, Orders]:
    """The order of day and month by column, from all rows."""
    with opened(path) as (header, rows):
        asked = [
            Asked(place, name.lower(), "day") for place, name in enumerate(header) if name.lower() in names
        ]
        deciding = Deciding(asked)
        for row in rows:
            deciding.feed(row.cells)
    decided = deciding.decide()
    for reading in decided.readings:
        if reading.is_ambiguous:
            typer.echo(f"{path.name}: {reading.text} Write dates as 2027-01-31 to be sure.", err=True)
    return {each.header: decided.at(each.place).orders for each in asked}
