"""Dates in the forms that trackers and spreadsheets write, in the large languages.

Whether the day or the month comes first in 3/4/2027 no cell can say: `deciding` says it from the whole
column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.months import MONTHS
from pilothouse.kit.tables.plain import bare

Orders = Mapping[str, bool]  # sign between the numbers of a date -> whether the day comes first

_SIGNS = "/-. "
_FIGURES = re.compile(r"(\d{1,2})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_COMPACT = re.compile(r"(19\d\d|20\d\d)(\d{2})(\d{2})")
_WORD = r"([^\W\d_]+)"
_DAY_NAME = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+de\b)?[\s./-]*{_WORD}"
    rf"[.,]?(?:\s+de)?[\s./,-]*(\d{{4}}|\d{{2}})\b\.?(?:\s*г\.?)?",
    re.I,
)
_NAME_DAY = re.compile(rf"{_WORD}\.?[\s./-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]+(\d{{4}}|\d{{2}})", re.I)
_YEAR_NAME = re.compile(rf"(\d{{4}})\.?[\s./-]*{_WORD}\.?[\s./-]*(\d{{1,2}})\.?", re.I)
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*(?=\d)|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.I)
_HALVES = {
    **dict.fromkeys(("am", "上午", "午前", "오전", "πμ", "oo"), 0),
    **dict.fromkeys(("pm", "下午", "午後", "오후", "μμ", "os"), 12),
}
_TIME = re.compile(
    r"(?:[t,\s]|\bat\b|\bum\b|\ba\b|г\.?|^)*\s*"
    r"(?P<before>上午|午前|오전|下午|午後|오후)?\s*(?P<hour>\d{1,2})[:h時时.](?P<minute>\d{2})分?"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<after>[ap]\.?\s?m\.?|πμ|μμ|oo|os)?"
    r"\s*(?:uhr)?\s*(?P<zone>z|[+-]\d{2}(?::?\d{2})?|[a-z]{3,4}(?:[+-]\d{1,2}(?::?\d{2})?)?)?"
    r"(?:\s+utc|\s+gmt|\s*\([^)]*\))?",
    re.I,
)
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0), **dict.fromkeys(("west", "cet", "mez"), 1),
    **dict.fromkeys(("cest", "mesz", "eet"), 2), **dict.fromkeys(("eest", "msk"), 3), "jst": 9,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_OFFSET = re.compile(r"^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?$")
_UNIX = re.compile(r"^1\d{9}(\d{3})?$|^9\d{8}(\d{3})?$")
_SERIAL = re.compile(r"^\d{1,7}(?:[.,]\d+)?$")
_BEGIN = datetime(1899, 12, 30, tzinfo=UTC)
# Dates that programs write for "none": Excel's zero, .NET's first and the first second of Unix.
NOTHINGS = frozenset(
    (date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1))
)
_NOTHING_TEXT = re.compile(r"^(0?0?00|1900|1899)[-/.]0?[01][-/.]0?0\b|^0?0[-/.]0?[01][-/.](1900|00|0000)\b")


class Fits(NamedTuple):
    """How a date of figures can be read: its sign, day first, and month first."""

    sign: str
    day_first: bool
    month_first: bool


def parse_moment(text: str, *, day_first: bool | Orders) -> datetime | None:
    """The moment that `text` names, in UTC where it names no zone; None when it is no date.

    `day_first` reads 3/4/2027 as 3 April, and 12/31/2027 as nothing; it may differ by the sign in between.
    """
    if len(text) > LONGEST_VALUE:
        return None
    orders = dict.fromkeys(_SIGNS, day_first) if isinstance(day_first, bool) else day_first
    return _moment(text.strip(), tuple(orders.get(sign, True) for sign in _SIGNS))


def parse_day(text: str, *, day_first: bool | Orders) -> date | None:
    """The date that `text` names; None when it is none."""
    found = parse_moment(text, day_first=day_first)
    return found.date() if found else None


def fits(text: str) -> Fits | None:
    """How the figures of a date can be read; None when it has another form, or fits neither."""
    found = _FIGURES.match(text.strip()) if len(text) <= LONGEST_VALUE else None
    if found is None or not _rest_is_time(text.strip()[found.end() :]):
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    day_first, month_first = _exists(year, second, first), _exists(year, first, second)
    return Fits(found[2], day_first, month_first) if day_first or month_first else None


def is_number(text: str) -> bool:
    """Whether a cell may be a spreadsheet's number for a day."""
    return bool(_SERIAL.match(text.strip()))


def serial_moment(text: str) -> datetime | None:
    """The moment that a spreadsheet's number of days since 30 December 1899 stands for."""
    try:
        days = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    seconds = round(days * 86_400)
    return _BEGIN + timedelta(seconds=seconds) if 0 <= days < 2_958_466 else None


def is_nothing(text: str, found: datetime | None) -> bool:
    """Whether a date is one that programs write where there is none, such as 1900-01-01."""
    return (found is not None and found.date() in NOTHINGS) or bool(_NOTHING_TEXT.match(text.strip()))


@lru_cache(maxsize=65_536)
def _moment(text: str, orders: tuple[bool, ...]) -> datetime | None:
    if _UNIX.match(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) > 11 else 1), UTC)
    try:
        return _aware(datetime.fromisoformat(_iso(text)))
    except ValueError:
        pass
    small = bare(_WEEKDAY.sub("", text))
    for read in (_year_first, _figures, _named):
        day = read(small, orders)
        if day is not None:
            return _with_time(day[0], small[day[1] :])
    return None


def _iso(text: str) -> str:
    return re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text) if "T" in text or ":" in text else text


_Found = tuple[tuple[int, int, int], int]  # year, month, day; where the date ends


def _year_first(text: str, orders: tuple[bool, ...]) -> _Found | None:
    found = _YEAR_FIRST.match(text)
    if found is not None:
        return (int(found[1]), int(found[3]), int(found[4])), found.end()
    found = _EAST.match(text) or _COMPACT.fullmatch(text)
    return ((int(found[1]), int(found[2]), int(found[3])), found.end()) if found else None


def _figures(text: str, orders: tuple[bool, ...]) -> _Found | None:
    found = _FIGURES.match(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    day, month = (first, second) if orders[_SIGNS.index(found[2])] else (second, first)
    return (_year(found[4]), month, day), found.end()


def _named(text: str, orders: tuple[bool, ...]) -> _Found | None:
    """Day, name of the month and year, in any of the orders in use."""
    for form, day, name, year in ((_DAY_NAME, 1, 2, 3), (_NAME_DAY, 2, 1, 3), (_YEAR_NAME, 3, 2, 1)):
        found = form.match(text)
        if found and (month := MONTHS.get(found[name])):
            return (_year(found[year]), month, int(found[day])), found.end()
    return None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) < 4 else int(text)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _rest_is_time(rest: str) -> bool:
    return not rest.strip(" г.") or _TIME.fullmatch(bare(rest)) is not None


def _with_time(day: tuple[int, int, int], rest: str) -> datetime | None:
    if not rest.strip(" г."):
        return datetime(*day, tzinfo=UTC) if _exists(*day) else None
    found = _TIME.fullmatch(rest)
    zone = _zone(found["zone"]) if found else None
    if found is None or zone is None:
        return None
    half = _HALVES.get(re.sub(r"[.\s]", "", found["before"] or found["after"] or ""))
    hour = int(found["hour"])
    hour = hour if half is None or hour > 12 else hour % 12 + half
    try:
        return datetime(*day, hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    """The zone that a text names, UTC where it names none; None where it is unknown."""
    if not text:
        return UTC
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    found = _OFFSET.match(text)
    if found is None or int(found[2]) > 14:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(ahead if found[1] == "+" else -ahead)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
