"""The one way in which a date is written for people."""

from __future__ import annotations

from datetime import date


def day_text(day: date, *, this_year: int | None = None) -> str:
    """`16 Jan 2027`; without the year when it is `this_year`. The same on every system."""
    text = f"{day.day} {day:%b}"
    return text if day.year == this_year else f"{text} {day.year}"
