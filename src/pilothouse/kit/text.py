"""Values that people and programs send, cleaned and checked before a service stores them.

Each function takes the values sent and the name of a field, and raises `Invalid` at that field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pilothouse.engine import quantities
from pilothouse.engine.quantities import FIRST_DAY, LAST_DAY, MOST_DAYS, MOST_MINOR, Quantity
from pilothouse.kit.errors import Invalid

__all__ = [
    "MOST_DAYS", "MOST_MINOR", "day", "days", "known", "line", "lines", "many_lines", "measured", "minor",
    "number", "one_line", "plural", "share", "within_reach",
]  # fmt: skip

Values = Mapping[str, Any]

MOST_TEXT = 100_000  # characters of a text of many lines, unless a field says otherwise
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def one_line(text: str) -> str:
    """`text` with every run of white space and control characters as one blank."""
    return " ".join(_CONTROL.sub(" ", text).split())


def many_lines(text: str) -> str:
    """`text` with plain line ends and without control characters, trimmed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_BUT_LINES.sub("", plain).strip()


def line(values: Values, field: str, most: int, *, needed: str = "") -> str:
    """A text of one line, at most `most` characters long. `needed` is the advice when it is empty; without
    it the text may be."""
    return _checked(one_line(str(values.get(field) or "")), field, most, needed)


def lines(values: Values, field: str, most: int = MOST_TEXT, *, needed: str = "") -> str:
    """A text of many lines, as `line`."""
    return _checked(many_lines(str(values.get(field) or "")), field, most, needed)


def _checked(text: str, field: str, most: int, needed: str) -> str:
    if needed and not text:
        raise Invalid(f"The {field.replace('_', ' ')} is empty.", where=field, cure=needed)
    if len(text) > most:
        raise Invalid(
            f"This has {len(text):,} characters; {most:,} are the most.", where=field, cure="Shorten it."
        )
    return text


def number(values: Values, field: str) -> float | None:
    """A finite number or None."""
    return _number(values, field, quantities.FIGURE)


def share(values: Values, field: str) -> float | None:
    """A probability 0..1 or None."""
    return _number(values, field, quantities.CHANCE)


def days(values: Values, field: str) -> float | None:
    """Working days, 0 or more, or None."""
    return _number(values, field, quantities.DAYS)


def _number(values: Values, field: str, quantity: Quantity) -> float | None:
    value = values.get(field)
    if value is None:
        return None
    measured(quantity, value, field)
    return float(value)


def measured(quantity: Quantity, value: float, where: str) -> None:
    """Raise `Invalid` at `where` unless `value` lies within the bounds of the quantity."""
    if fault := quantity.fault(value):
        raise Invalid(fault, where=where, cure=quantity.cure)


def minor(values: Values, field: str, *, most: int = MOST_MINOR) -> int | None:
    """Minor units of money, 0 or more, or None."""
    value = values.get(field)
    if value is not None and not 0 <= value <= most:
        raise Invalid("The amount lies outside of what can be kept.", where=field, cure="Give 0 or more.")
    return None if value is None else int(value)


def day(values: Values, field: str) -> date | None:
    """A date or None."""
    value = values.get(field)
    if not isinstance(value, date):
        return None
    within_reach(value, field)
    return value


def within_reach(value: date | None, where: str) -> None:
    """Raise `Invalid` for a date of another age: calendars reach from 1970 to 2200."""
    if value is not None and not FIRST_DAY <= value <= LAST_DAY:
        raise Invalid(
            f"{value.isoformat()} lies outside {FIRST_DAY.year} to {LAST_DAY.year}.",
            where=where,
            cure="Check the year.",
        )


def known(values: Values, fields: Collection[str]) -> None:
    """Refuse a field that cannot be changed; the first such is named."""
    if unknown := sorted(set(values) - set(fields)):
        raise Invalid(
            f"'{unknown[0]}' cannot be changed.", where=unknown[0], cure=f"Give one of: {', '.join(fields)}."
        )


def plural(many: int, noun: str) -> str:
    """`1 item`, `12 items`, `3 people`, `2 entries`: a count with its noun."""
    if many == 1:
        return f"1 {noun}"
    stem, last = noun[:-1], noun[-1:]
    if noun.endswith("person"):
        word = f"{noun[:-6]}people"
    elif last == "y" and noun[-2:-1] not in "aeiou":
        word = f"{stem}ies"
    else:
        word = f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
    return f"{many:,} {word}"
