"""CSV files with known columns, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import parse_day
from pilothouse.kit.tables.reading import opened

_YES, _NO = {"yes", "true", "y", "1", "x"}, {"no", "false", "n", "0", ""}


@dataclass(frozen=True)
class Cells:
    """One row by column, trimmed; columns that the file lacks are empty."""

    place: str
    values: Mapping[str, str]

    def wrong(self, column: str, message: str, cure: str) -> Invalid:
        return Invalid(message, where=f"{self.place}, column '{column}'", cure=cure)

    def text(self, column: str) -> str:
        """A text that must be there."""
        if not self.values[column]:
            raise self.wrong(column, "It is empty.", "Fill it, or remove the row.")
        return self.values[column]

    def flag(self, column: str) -> bool:
        word = self.values[column].lower()
        if word not in _YES | _NO:
            raise self.wrong(column, f"'{word[:40]}' is neither yes nor no.", "Write yes or no.")
        return word in _YES

    def day(self, column: str) -> date | None:
        """A date, or None where it is empty."""
        text = self.values[column]
        found = parse_day(text, day_first=True)
        if text and found is None:
            raise self.wrong(column, f"'{text[:40]}' is not a date.", "Write it as 2027-01-31.")
        return found


def read_rows(path: Path, *, needed: Sequence[str], further: Sequence[str] = ()) -> Iterator[Cells]:
    """The rows of `path`. Raises `Invalid` for a file without the `needed` columns, or without rows."""
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
                yield Cells(f"{path.name}, row {row.number}", cells)
    if empty:
        raise Invalid("The file has no rows.", where=path.name, cure="Add a row for each plan.")
