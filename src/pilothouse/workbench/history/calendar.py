"""Weeks as people write them: numbers in a row, weeks of a year, or a day of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pilothouse.kit.tables.limits import LONGEST_VALUE
from pilothouse.kit.tables.plain import plain

_YEAR_WEEK = re.compile(r"((?:19|20)\d\d)(\d\d)")
_W = r"(?:w|kw|wk|cw|week|woche|semaine|sem|s)"
_NAMED = re.compile(rf"((?:19|20)\d\d)\s*[-/ ]?\s*{_W}\s*(\d{{1,2}})(?:-\d)?", re.I)
_TURNED = re.compile(rf"{_W}\.?\s*(\d{{1,2}})\s*[-/ ,]?\s*((?:19|20)\d\d)", re.I)
_RANGE = re.compile(r"\s+(?:-|–|to|bis|au|al|a)\s+.*", re.S)
_SUNDAY = 6


def number_of(day: date) -> int:
    """Weeks since the Monday of the year 1."""
    return (day.toordinal() - 1) // 7


def monday(number: int) -> date:
    """The Monday of a week by its number."""
    return date.fromordinal(number * 7 + 1)


def are_counted(texts: Sequence[str]) -> bool:
    """Whether weeks are numbered in a row; 202552 beside 202601 are weeks of years."""
    return all(re.fullmatch(r"[+-]?\d+", text) for text in texts) and not all(
        _YEAR_WEEK.fullmatch(text) and of_year(text) is not None for text in texts
    )


def of_year(text: str) -> date | None:
    """The Monday of an ISO week such as 202552, 2025-W52 or KW 52/2025; None where the text names none."""
    if len(text) > LONGEST_VALUE:
        return None
    found = _YEAR_WEEK.fullmatch(text) or _NAMED.fullmatch(text)
    year, week = (found[1], found[2]) if found else ("", "")
    if found is None and (turned := _TURNED.fullmatch(text)) is not None:
        year, week = turned[2], turned[1]
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return None


def first_day(text: str) -> str:
    """The beginning of a week that is given from one day to another."""
    return _RANGE.sub("", text) if len(text) <= LONGEST_VALUE else text


def begin_on_sunday(days: Iterable[date], header: str) -> bool:
    """Whether every week is given by the Sunday that it begins with, as in the United States."""
    all_days = list(days)
    ends = "end" in plain(header) or "bis" in plain(header)
    return bool(all_days) and not ends and all(day.weekday() == _SUNDAY for day in all_days)


def after_sunday(day: date) -> date:
    """The Monday after the Sunday that a week begins with: most of its days are in that ISO week."""
    return day + timedelta(days=1)
