"""Named columns of a table of any length, as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.reading import opened

MOST_ROWS = 2_000_000


@dataclass(frozen=True)
class Columns:
    """`lines`: where each row stands in its file; `values`: the cells of each column asked for, trimmed."""

    file: str
    lines: tuple[int, ...]
    values: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, column: str) -> tuple[str, ...]:
        """The cells of a column, empty ones where it was not asked for."""
        return self.values.get(column) or ("",) * len(self.lines)

    def wrong(self, row: int, column: str, message: str, cure: str) -> Invalid:
        return Invalid(message, where=f"{self.file}, row {self.lines[row]}, column '{column}'", cure=cure)

    def number(self, row: int, column: str) -> float:
        """A number of 0 or more; empty is 0. Raises `Invalid`."""
        text = self.of(column)[row]
        try:
            value = float(text) if text else 0.0
        except ValueError:
            value = -1.0
        if not 0 <= value < 1e15:
            raise self.wrong(
                row, column, f"'{text[:40]}' is not a number of 0 or more.", "Write it as 1234.5."
            )
        return value


def read_columns(path: Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> Columns:
    """Those columns of the table at `path`, by their names in any case. Raises `Invalid` where one is
    missing, the table is empty, or it has more than two million rows."""
    with opened(path) as (header, rows):
        places = {name.strip().lower(): at for at, name in reversed(list(enumerate(header)))}
        asked = {
            name: places.get(name.strip().lower()) for name in dict.fromkeys((*columns, *optional)) if name
        }
        for name in columns:
            if asked.get(name) is None:
                raise Invalid(
                    f"There is no column '{name}'. The columns are {', '.join(header[:12])}.",
                    where=f"{path.name}, header",
                    cure="Name one of them.",
                )
        lines: list[int] = []
        cells: dict[str, list[str]] = {name: [] for name, at in asked.items() if at is not None}
        for row in rows:
            if len(lines) >= MOST_ROWS:
                raise Invalid(
                    f"The table has more than {MOST_ROWS:,} rows.", where=path.name, cure="Split it by date."
                )
            lines.append(row.number)
            for name, kept in cells.items():
                at = asked[name]
                kept.append(row.cells[at].strip() if at is not None and at < len(row.cells) else "")
    if not lines:
        raise Invalid(
            "The table has no rows.", where=path.name, cure="Give a header and a row for each record."
        )
    return Columns(path.name, tuple(lines), {name: tuple(kept) for name, kept in cells.items()})
