"""Typed reading of one row, with every fault named by row and column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from pilothouse.connectors.contracts import Columns, Problem
from pilothouse.kit.tables.dates import parse_day, parse_moment
from pilothouse.kit.tables.nouns import Cells, TableNoun
from pilothouse.kit.tables.reading import Row


class Layout:
    """Which columns of a file fill which field of a noun."""

    def __init__(self, header: Sequence[str], columns: Columns, noun: TableNoun) -> None:
        self.header, self.columns = header, columns
        self.labels = {field.name: field.label for field in noun.fields}
        self.places: dict[str, list[tuple[int, str]]] = {}
        for index, name in enumerate(header):
            self.places.setdefault(columns.fields.get(name, ""), []).append((index, name))

    def of(self, field: str) -> Sequence[tuple[int, str]]:
        """(index, header) of the columns of a field; the empty field is what has no meaning."""
        return self.places.get(field, ())

    def wrong_width(self, row: Row) -> Problem | None:
        """What to say of a row with more or fewer cells than the header."""
        if len(row.cells) == len(self.header):
            return None
        many = len(row.cells)
        text = f"{many} cell{'' if many == 1 else 's'} where the header names {len(self.header)} columns."
        cure = "A quote or a separator is missing or too many; fix the row."
        return Problem(row.number, "", text, cure)


class RowCells(Cells):
    """One row, which fits the header, while it is read."""

    def __init__(self, layout: Layout, row: Row) -> None:
        self.layout, self.cells, self.line = layout, row.cells, row.number
        self.faults: list[Problem] = []
        self.warnings: list[Problem] = []

    @property
    def row(self) -> int:
        return self.line

    def text(self, name: str, most: int = 0) -> str:
        found = next((text for index, _ in self.layout.of(name) if (text := self.cells[index].strip())), "")
        return found[:most] if most else found

    def needed(self, name: str, most: int) -> str:
        text, label = self.text(name), self.layout.labels[name].lower()
        if not text:
            self.fault(name, f"The {label} is empty.", f"Every row needs a {label}.")
        elif most and len(text) > most:
            cure = f"Choose the right column for the {label}."
            self.fault(name, f"The {label} has more than {most} characters.", cure)
        return text

    def number(self, name: str) -> float | None:
        text = self.text(name)
        if not text:
            return None
        value = _number(text)
        if value is None:
            self.fault(name, f"'{text[:40]}' is not a number.", "Correct it or leave it empty.")
        elif value < 0:
            self.fault(name, f"{text[:40]} is negative.", "Give 0 or more.")
            return None
        return value

    def share(self, name: str) -> float | None:
        text = self.text(name)
        if not text:
            return None
        value = _number(text.removesuffix("%").strip())
        if value is not None and (text.endswith("%") or value > 1):
            value /= 100
        if value is None or not 0 <= value <= 1:
            self.fault(name, f"'{text[:40]}' is not a share of 0 to 100 %.", "Write it as 80 %.")
            return None
        return value

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        found = parse_moment(text, day_first=self.layout.columns.day_first) if text else None
        if text and found is None:
            self.fault(name, f"'{text[:40]}' is not a date.", "Write it as 2027-01-31.")
        return found

    def day(self, name: str) -> date | None:
        found = self.moment(name)
        return found.date() if found else None

    def as_day(self, text: str) -> date | None:
        return parse_day(text, day_first=self.layout.columns.day_first)

    def many(self, name: str, *, keep_empty: bool = False) -> list[str]:
        separator = self.layout.columns.separator
        found: list[str] = []
        for index, _ in self.layout.of(name):
            text = self.cells[index]
            parts = text.split(separator) if separator and text else [text]
            found += [part.strip() for part in parts if part.strip() or (keep_empty and text)]
        return found

    def each(self, name: str) -> Iterator[tuple[str, str]]:
        for index, header in self.layout.of(name):
            if self.cells[index].strip():
                yield header, self.cells[index]

    def kept(self, *also: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in ("", *also):
            for header, cell in self.each(name):
                if header:
                    found.setdefault(header, []).append(cell)
        return found

    def fault(self, name: str, text: str, cure: str = "") -> None:
        self.faults.append(Problem(self.line, self._column(name), text, cure))

    def warn(self, name: str, text: str, cure: str = "") -> None:
        self.warnings.append(Problem(self.line, self._column(name), text, cure))

    def _column(self, name: str) -> str:
        """The header of a field's first column, or the field's label where the file has none."""
        places = self.layout.of(name)
        return places[0][1] if places else self.layout.labels.get(name, "")


def _number(text: str) -> float | None:
    """A finite number with a decimal point or comma; None when it is none."""
    single = text.count(",") == 1 and "." not in text
    try:
        value = float(text.replace(",", "." if single else ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
