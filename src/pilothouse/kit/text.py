"""Values that people and programs send, cleaned and checked before a service stores them.

Each function takes the values sent and the name of a field, and raises `Invalid` at that field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from math import isfinite
from typing import Any

from pilothouse.kit.errors import Invalid

Values = Mapping[str, Any]

MOST_TEXT = 100_000  # characters of a text of many lines, unless a field says otherwise
MOST_DAYS = 10_000  # working days: forty years
MOST_MINOR = 10**15  # minor units of money
_MOST_NUMBER = 10**15
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
    value = values.get(field)
    if value is None:
        return None
    if not isfinite(value) or abs(value) > _MOST_NUMBER:
        raise Invalid("This is not a number that can be kept.", where=field, cure="Give a finite number.")
    return float(value)


def share(values: Values, field: str) -> float | None:
    """A probability 0..1 or None."""
    value = number(values, field)
    if value is not None and not 0 <= value <= 1:
        raise Invalid("A chance lies between 0 and 1.", where=field, cure="Give a share such as 0.3.")
    return value


def days(values: Values, field: str) -> float | None:
    """Working days, 0 or more, or None."""
    value = number(values, field)
    if value is not None and not 0 <= value <= MOST_DAYS:
        raise Invalid(f"Days lie between 0 and {MOST_DAYS:,}.", where=field, cure="Give working days.")
    return value


def minor(values: Values, field: str, *, most: int = MOST_MINOR) -> int | None:
    """Minor units of money, 0 or more, or None."""
    value = values.get(field)
    if value is not None and not 0 <= value <= most:
        raise Invalid("The amount lies outside of what can be kept.", where=field, cure="Give 0 or more.")
    return None if value is None else int(value)


def day(values: Values, field: str) -> date | None:
    """A date or None."""
    value = values.get(field)
    return value if isinstance(value, date) else None


def known(values: Values, fields: Collection[str]) -> None:
    """Refuse a field that cannot be changed; the first such is named."""
    if unknown := sorted(set(values) - set(fields)):
        raise Invalid(
            f"'{unknown[0]}' cannot be changed.", where=unknown[0], cure=f"Give one of: {', '.join(fields)}."
        )
