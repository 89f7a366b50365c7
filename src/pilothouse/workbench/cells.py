"""The cells of one row, read as texts, days and flags, or told what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import Orders, parse_day

_YES, _NO = {"yes", "true", "y", "1", "x"}, {"no", "false", "n", "0", ""}


@dataclass(frozen=True)
class Cells:
    """One row by column, trimmed; columns that the file lacks are empty."""

    place: str
    values: Mapping[str, str]
    orders: Mapping[str, Orders] = field(default_factory=dict)

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
        found = parse_day(text, day_first=self.orders.get(column, True)) if text else None
        if text and found is None:
            raise self.wrong(column, f"'{text[:40]}' is not a date.", "Write it as 2027-01-31.")
        return found
