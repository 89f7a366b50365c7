"""Tables in HTML, as trackers write them under the name of a spreadsheet: the largest one of the page."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.limits import LARGEST_FIELD, LARGEST_ROW, MOST_COLUMNS, Row

_BLOCKS = {"br", "p", "div", "li", "tr"}
_DEEPEST = 50


class Tables(HTMLParser):
    """Gathers the rows of every table of a page, by the number of the table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []
        self.many = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = 1
        self.done: list[tuple[int, list[str]]] = []
        self.size = 0  # characters of the row

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_row()
            if len(self.open) > _DEEPEST:
                raise Invalid("Tables stand in tables too deep.", cure="Save it as CSV or XLSX.")
            self.open.append(self.many)
            self.many += 1
        elif tag == "tr" and self.open:
            self._end_row()
            self.row = []
        elif tag in ("td", "th") and self.open:
            self._end_cell()
            self.row = self.row if self.row is not None else []
            span = dict(attrs).get("colspan") or "1"
            is_number = span.isdecimal() and len(span) < 6
            self.cell, self.span = [], max(1, min(int(span), MOST_COLUMNS)) if is_number else 1
        elif tag in _BLOCKS and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self.open:
            self._end_row()
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.size += len(data)
            if self.size > LARGEST_ROW:
                raise Invalid("A row is too large.", cure="Save it as CSV or XLSX with fewer columns.")
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is not None and self.row is not None and len(self.row) < MOST_COLUMNS:
            lines = (" ".join(line.split()) for line in "".join(self.cell).split("\n"))
            if (room := MOST_COLUMNS - len(self.row)) > 0:
                self.row += ["\n".join(filter(None, lines)), *[""] * (min(self.span, room) - 1)]
        self.cell, self.span = None, 1

    def _end_row(self) -> None:
        self._end_cell()
        if self.row and self.open and any(self.row):
            self.done.append((self.open[-1], self.row[:MOST_COLUMNS]))
        self.row, self.size = None, 0


def largest_table(parts: Iterator[str]) -> int:
    """Number of the table with the most filled cells."""
    filled: dict[int, int] = {}
    for table, cells in _rows(parts):
        filled[table] = filled.get(table, 0) + sum(map(bool, cells))
    return max(filled, key=lambda table: filled[table], default=0)


def table_rows(parts: Iterator[str], table: int) -> Iterator[Row]:
    """The rows of one table, numbered from 1."""
    mine = (cells for number, cells in _rows(parts) if number == table)
    yield from (Row(number, cells) for number, cells in enumerate(mine, 1))


def _rows(parts: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = Tables()
    for part in parts:
        reader.feed(part)
        if len(reader.rawdata) > LARGEST_FIELD:  # it waits for the end of a tag or comment that has none
            raise Invalid(
                "A tag or comment of the page has no end.",
                where=f"table {reader.many}",
                cure="Export the page again, or as CSV.",
            )
        yield from reader.done
        reader.done.clear()
    reader.close()
    yield from reader.done
