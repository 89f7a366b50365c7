"""Dates as people write and read them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from pilothouse.engine.dates import day_text
from pilothouse.kit.errors import Invalid

__all__ = ["day_text", "parse_day"]


def parse_day(text: str, *, where: str) -> date:
    """The date of ISO text that a person typed or an address holds; else `Invalid` at `where`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"'{text[:40]}' is not a date.", where=where, cure="Write it as 2027-03-01.") from None


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
