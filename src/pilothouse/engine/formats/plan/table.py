"""One table of a plan file, read key by key: a wrong value is told with table, key and cure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.quantities import FIRST_DAY, LAST_DAY, Quantity
from pilothouse.engine.schedule.effort import Effort

MONEY = 1e12  # the largest amount, in whatever unit the file uses


class Table:
    """Typed access to the values of one TOML table. `place` names it in messages: `item 'Alerting'`."""

    def __init__(self, values: Mapping[str, Any], place: str, known: frozenset[str]) -> None:
        self.values = values
        self.place = place
        for key in values:
            if key not in known:
                raise InvalidProblem(
                    f"The key '{key}' is not known.",
                    where=place,
                    cure=f"Known are: {', '.join(sorted(known))}.",
                )

    def wrong(self, key: str, message: str, cure: str) -> InvalidProblem:
        return InvalidProblem(message, where=f"{self.place}, {key}", cure=cure)

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self.wrong(key, f"'{key}' is missing.", f'Add {key} = "…".')
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f"'{key}' is not a text.", f'Write {key} = "…".')
        return value.strip()

    def number(self, key: str, default: float, *, least: float = 0.0, most: float = 1e6) -> float:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(key, f"'{key}' is not a number.", f"Write a number such as {key} = {default:g}.")
        if not least <= value <= most:
            raise self.wrong(
                key, f"{value:g} lies outside {least:g} to {most:g}.", "Give a number in between."
            )
        return float(value)

    def measured(self, key: str, default: float, quantity: Quantity) -> float:
        """A number within the bounds of a quantity."""
        value = self.number(key, default, least=quantity.low, most=quantity.most)
        if fault := quantity.fault(value):
            raise self.wrong(key, fault, quantity.cure)
        return value

    def whole(self, key: str, *, most: int) -> int:
        """A whole number from 0 to `most`; it must be there."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self.wrong(key, f"'{key}' is not a whole number from 0 to {most:,}.", f"Write {key} = 2.")
        return value

    def three_points(self, key: str) -> Effort:
        """`[low, likely, high]`, or one number for all three."""
        value = self.values[key]
        points = value if isinstance(value, list) else [value, value, value]
        if len(points) != 3 or any(
            isinstance(day, bool) or not isinstance(day, int | float) for day in points
        ):
            raise self.wrong(key, f"'{key}' needs low, likely and high.", f"Write {key} = [2, 3, 5].")
        found = Effort(*points)
        found.check(f"{self.place}, {key}")
        return found

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"'{key}' is not true or false.", f"Write {key} = true.")
        return value

    def listed(self, key: str) -> list[Any]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"'{key}' is not a list.", f"Write {key} = [ … ].")
        return value

    def texts(self, key: str) -> list[str]:
        found = self.listed(key)
        if not all(isinstance(value, str) for value in found):
            raise self.wrong(key, f"'{key}' must list texts.", f'Write {key} = ["…", "…"].')
        return found

    def table(self, key: str, cure: str, known: frozenset[str] | None = None) -> Table:
        """The table at `key`; empty without one. Without `known` its keys are free."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, f"'{key}' is not a table.", cure)
        return Table(value, f"{self.place}, {key}", frozenset(value) if known is None else known)

    def tables(self, key: str, title: str, known: frozenset[str], *, within: str = "") -> list[Table]:
        """The array of tables at `key`, each named in messages by its value of `title`, its id or number,
        after `within`."""
        found = []
        for number, row in enumerate(self.listed(key), 1):
            if not isinstance(row, Mapping):
                raise self.wrong(key, f"'{key}' must be tables.", f"Write [[{key}]] before each.")
            label = row.get(title) or row.get("id")
            place = f"{key} '{label}'" if label else f"{key} {number}"
            found.append(Table(row, f"{within}, {place}" if within else place, known))
        return found

    def day(self, key: str) -> date | None:
        return None if key not in self.values else self.as_date(key, self.values[key])

    def as_date(self, key: str, value: Any) -> date:
        """`value` as a date; TOML dates, date-times and ISO texts will do. From 1970 to 2200."""
        found: date | None = None
        if isinstance(value, datetime):
            found = value.date()
        elif isinstance(value, date):
            found = value
        elif isinstance(value, str):
            try:
                found = date.fromisoformat(value)
            except ValueError:
                found = None
        if found is None:
            raise self.wrong(key, f"'{value}' is not a date.", "Write it as 2027-01-31.")
        if not FIRST_DAY <= found <= LAST_DAY:
            raise self.wrong(key, f"{found} lies outside 1970 to 2200.", "Check the year.")
        return found
