"""Typed reading of one row, with every fault named by row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from pilothouse.connectors.contracts import AUTO, Columns, RowProblem
from pilothouse.connectors.tables.guessing import IGNORE
from pilothouse.connectors.tables.markup import markdown
from pilothouse.engine import quantities
from pilothouse.kit.cells import tick_of
from pilothouse.kit.errors import Invalid
from pilothouse.kit.export import DANGEROUS
from pilothouse.kit.tables.dates import is_nothing, is_number, parse_day, parse_moment, serial_moment
from pilothouse.kit.tables.deciding import Convention, Decided
from pilothouse.kit.tables.durations import parse_duration
from pilothouse.kit.tables.limits import Row
from pilothouse.kit.tables.nouns import Cells, Kind, TableNoun
from pilothouse.kit.tables.numbers import parse_number
from pilothouse.kit.tables.plain import Broken, error_in

_MOST_VALUES = 1000


class Layout:
    """Which columns of a file fill which field of a noun, and how their cells are read."""

    def __init__(
        self,
        header: Sequence[str],
        columns: Columns,
        noun: TableNoun,
        decided: Decided | None = None,
        *,
        wiki: bool = False,
        rest: Mapping[str, Kind] | None = None,
    ) -> None:
        self.header, self.columns, self.decided = header, columns, decided or Decided()
        self.wiki, self.rest = wiki, rest or {}
        self.labels = {field.name: field.label for field in noun.fields}
        self.places: dict[str, list[tuple[int, str]]] = {}
        for index, name in enumerate(header):
            self.places.setdefault(columns.fields.get(name, ""), []).append((index, name))
        self.at = {name: [index for index, _ in places] for name, places in self.places.items()}
        lists = {field.name for field in noun.fields if field.kind == "list"}
        self.doubled = [
            (name, places)
            for name, places in self.places.items()
            if len(places) > 1 and name in self.labels and name not in lists
        ]

    def of(self, field: str) -> Sequence[tuple[int, str]]:
        """(index, header) of the columns of a field; the empty field is what has no meaning."""
        return self.places.get(field, ())

    def single(self) -> Sequence[tuple[str, Sequence[tuple[int, str]]]]:
        """Fields with one value that several columns fill, with the places of those."""
        return self.doubled

    def wrong_width(self, row: Row) -> RowProblem | None:
        """What to say of a row with cells beyond the header; empty ones, and missing ones, harm no one."""
        if len(row.cells) <= len(self.header) or not any(map(str.strip, row.cells[len(self.header) :])):
            return None
        many = len(row.cells)
        text = f"{many} cells where the header names {len(self.header)} columns."
        cure = "A quote or a separator is missing or too many; fix the row."
        return RowProblem(row.number, "", text, cure)


class RowCells(Cells):
    """One row while it is read; cells that it lacks are empty. An apostrophe that keeps a spreadsheet from
    running a cell, as our own exports write it, is no part of the text.
    """

    def __init__(self, layout: Layout, row: Row) -> None:
        self.layout, self.line = layout, row.number
        self.cells = [*row.cells, *[""] * (len(layout.header) - len(row.cells))]
        self.faults: list[RowProblem] = []
        self.unreadable: set[str] = set()
        self.refusals: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        for index, cell in enumerate(row.cells):
            first = cell[:1]
            if first == "'":
                if cell[1:].startswith(DANGEROUS):
                    self.cells[index] = cell[1:]
            elif (first == "#" or (not first and type(cell) is Broken)) and (said := error_in(cell)):
                self._drop(index, said)

    def _drop(self, index: int, said: str) -> None:
        """Empty a cell that holds an error, which is no value of what is here either."""
        self.cells[index] = ""
        header = self.layout.header[index] if index < len(self.layout.header) else ""
        field = self.layout.columns.fields.get(header, "extra")
        if header and field != IGNORE:
            self.unreadable.add(field)
            text = f"{said} is an error of the spreadsheet: the cell is left empty."
            self.faults.append(RowProblem(self.line, header, text, "Type what belongs there."))

    @property
    def row(self) -> int:
        return self.line

    @property
    def unread(self) -> set[str]:
        return self.unreadable

    def text(self, name: str, most: int = 0) -> str:
        for index in self.layout.at.get(name, ()):
            if found := self.cells[index].strip():
                return found[:most] if most else found
        return ""

    def needed(self, name: str, most: int) -> str:
        text, label = self.text(name), self.layout.labels[name].lower()
        if not text:
            self.refuse(name, f"The {label} is empty.", f"Every row needs a {label}.")
        elif most and len(text) > most:
            cure = f"Choose the right column for the {label}."
            self.refuse(name, f"The {label} has more than {most} characters.", cure)
        return text

    def _told(self, name: str) -> tuple[str, Convention]:
        """The first value of a field, and how its column is read."""
        for index in self.layout.at.get(name, ()):
            if self.cells[index] and not self.cells[index].isspace():
                return self.cells[index], self.layout.decided.at(index)
        return "", self.layout.decided.whole

    def number(self, name: str) -> float | None:
        text, how = self._told(name)
        value = parse_number(text, how.decimal) if text else None
        if text and value is None:
            self.fault(name, f"'{text.strip()[:40]}' is not a number.", "Correct it or leave it empty.")
        return self._not_negative(name, text, value)

    def _not_negative(self, name: str, text: str, value: float | None) -> float | None:
        if value is None or value >= 0:
            return value
        self.fault(name, f"{text.strip()[:40]} is negative.", "Give 0 or more.")
        return None

    def days(self, name: str) -> float | None:
        text, how = self._told(name)
        if not text:
            return None
        value = parse_number(text, how.decimal)
        value = (
            parse_duration(text, week=how.week, decimal=how.decimal)
            if value is None
            else value * (how.week.days(1, how.unit))
        )
        if value is None:
            cure = "Write it as 3, 3d or 1w 2d 4h, or leave it empty."
            self.fault(name, f"'{text.strip()[:40]}' is not a number of days.", cure)
        elif value > quantities.ESTIMATE.most:
            told = f"'{text.strip()[:40]}' is {value:,.0f} days of work; 10,000 are the most."
            self.fault(name, told, "Correct it, or split the item.")
            return None
        return self._not_negative(name, text, value)

    def share(self, name: str) -> float | None:
        cell, how = self._told(name)
        text = cell.strip()
        if not text:
            return None
        value = parse_number(text.removesuffix("%"), how.decimal)
        if value is not None and (text.endswith("%") or how.percent or value > 1):
            value /= 100
        if value is None or not 0 <= value <= 1:
            self.fault(name, f"'{text[:40]}' is not a share of 0 to 100 %.", "Write it as 80 %.")
            return None
        return value

    def tick(self, name: str) -> bool:
        text = self.text(name)
        try:
            return tick_of(text, name)
        except Invalid as error:
            self.fault(name, error.message, error.cure)
            return False

    def moment(self, name: str) -> datetime | None:
        if name not in self.layout.at:
            return None
        cell, how = self._told(name)
        text = cell.strip()
        if not text:
            return None
        found = serial_moment(text) if how.serial and is_number(text) else None
        found = found or parse_moment(text, day_first=how.orders)
        if is_nothing(text, found):
            self.warn(name, f"'{text[:40]}' is what programs write for no date: it is left empty.")
            return None
        if found is None:
            self.fault(name, f"'{text[:40]}' is not a date{_order_of(text, how)}.", "Write it as 2027-01-31.")
        return found

    def day(self, name: str) -> date | None:
        found = self.moment(name)
        return found.date() if found else None

    def as_day(self, text: str) -> date | None:
        return parse_day(text, day_first=self.layout.decided.whole.orders)

    def as_moment(self, text: str) -> datetime | None:
        return parse_moment(text, day_first=self.layout.decided.whole.orders)

    def prose(self, name: str) -> str:
        return self.as_prose(self.text(name))

    def as_prose(self, text: str) -> str:
        return markdown(text) if self.layout.wiki else text

    def many(self, name: str, *, keep_empty: bool = False) -> list[str]:
        if name not in self.layout.at:
            return []
        chosen = self.layout.columns.separator
        found: list[str] = []
        for index in self.layout.at[name]:
            text = self.cells[index]
            separator = self.layout.decided.at(index).separator if chosen == AUTO else chosen
            listed = _listed(text)
            parts = listed if listed is not None else text.split(separator) if separator and text else [text]
            found += [part.strip() for part in parts if part.strip() or (keep_empty and text)]
        if len(found) > _MOST_VALUES:
            self.warn(name, f"Of {len(found):,} values the first {_MOST_VALUES:,} are taken.")
        return found[:_MOST_VALUES]

    def each(self, name: str) -> Iterator[tuple[str, str]]:
        for index, header in self.layout.of(name):
            if self.cells[index].strip():
                yield header, self.cells[index]

    def kept(self, *also: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in filter(self.has, ("", *also)):
            for index, header in self.layout.of(name):
                if header and self.cells[index].strip():
                    found.setdefault(header, []).append(self._in_one_form(index, header))
        return found

    def _in_one_form(self, index: int, header: str) -> str:
        """A cell of a column without a meaning; of one that holds numbers or days, written in one way."""
        text, kind = self.cells[index], self.layout.rest.get(header.strip().casefold())
        how = self.layout.decided.at(index)
        if kind == "number" and (number := parse_number(text, how.decimal)) is not None:
            return repr(number)
        if kind == "day":
            found = serial_moment(text) if how.serial and is_number(text.strip()) else None
            found = found or parse_moment(text.strip(), day_first=how.orders)
            return found.date().isoformat() if found else text
        return text

    def fault(self, name: str, text: str, cure: str = "") -> None:
        self.unreadable.add(name)
        self.faults.append(RowProblem(self.line, self._column(name), text, cure))

    def has(self, name: str) -> bool:
        return name in self.layout.at

    def refuse(self, name: str, text: str, cure: str = "") -> None:
        self.refusals.append(RowProblem(self.line, self._column(name), text, cure, left_out=True))

    def warn(self, name: str, text: str, cure: str = "") -> None:
        self.warnings.append(RowProblem(self.line, self._column(name), text, cure))

    def _column(self, name: str) -> str:
        """The header of a field's first column, or the field's label where the file has none."""
        places = self.layout.of(name)
        return places[0][1] if places else self.layout.labels.get(name, "")


def _order_of(text: str, how: Convention) -> str:
    """Why a date cannot be read that could be in the other order."""
    turned = {sign: not first for sign, first in how.orders.items()}
    if parse_moment(text, day_first=turned) is None:
        return ""
    return " with the month first, as the column has it" if turned.get("/") else " with the day first"


def _listed(text: str) -> list[str] | None:
    """The values of a list written as JSON, as some trackers do; None where it is none."""
    text = text.strip()
    if not text.startswith("[") or not text.endswith("]"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return [_named(each) for each in found] if isinstance(found, list) else None


def _named(value: object) -> str:
    """A value of such a list: its name where it has one, else its first two parts, as `blocked_by:A-1`."""
    if not isinstance(value, dict):
        return str(value)
    name = value.get("name") or value.get("title") or value.get("display_name")
    return str(name) if name else ":".join(str(part) for part in list(value.values())[:2])
