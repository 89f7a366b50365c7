"""Dates in the forms that trackers write."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_FORMS = (
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y %I:%M %p",
    "%d/%b/%y",
    "%d/%b/%Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d/%b/%y %H:%M",
    "%d/%b/%Y %H:%M",
)
_SLASHES = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{2,4})(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?\s*(am|pm)?)?$", re.I)
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")


def parse_moment(text: str, *, day_first: bool) -> datetime | None:
    """The moment that `text` names, in UTC where it names no zone; None when it is no date.

    `day_first` reads 3/4/2027 as 3 April.
    """
    text = text.strip()
    iso = _OFFSET.sub(r"\1:\2", text)
    try:
        return _aware(datetime.fromisoformat(iso))
    except ValueError:
        pass
    slashes = _SLASHES.match(text)
    if slashes:
        return _slashes(slashes, day_first)
    for form in _FORMS:
        try:
            return _aware(datetime.strptime(text, form))  # noqa: DTZ007 - _aware gives it a zone
        except ValueError:
            continue
    return None


def parse_day(text: str, *, day_first: bool) -> date | None:
    """The date that `text` names; None when it is none."""
    found = parse_moment(text, day_first=day_first)
    return found.date() if found else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _slashes(found: re.Match[str], day_first: bool) -> datetime | None:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (first, second) if day_first else (second, first)
    if month > 12 and day <= 12:
        day, month = month, day
    hour, minute = int(found[4] or 0), int(found[5] or 0)
    half = (found[6] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
