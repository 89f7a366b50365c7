"""Weekly counts of finished items from a CSV file.

Three layouts are known by their header: `id,week,count` with whole week numbers or the Mondays of weeks; one
row per item with a date of completion (`resolved`, `done`, `closed` …) and perhaps a project; and a tracker's
export, which is the second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import parse_day
from pilothouse.kit.tables.reading import Row, opened

_LONGEST = 5_000  # weeks: a century, beyond which a date is a slip of the pen
_NAMES = ("id", "project", "project key", "project name", "project_key", "team", "key")
_DONE = (
    *("resolved", "resolutiondate", "resolution date", "resolved at", "resolved_at", "done", "done on"),
    *("closed", "closed_at", "closed at", "completed", "completedon", "finished", "finished on", "merged_at"),
)


@dataclass
class Histories:
    """`counts` by project, oldest week first. `first_monday` where the file has dates. `notes`: what was
    filled in or left out."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    first_monday: dict[str, date] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_histories(path: Path, *, encoding: str = "") -> Histories:
    """Read `path` in one of the known layouts. Raises `Invalid` with row, column and cure."""
    with opened(path, encoding) as (header, rows):
        names = {name.strip().lower(): place for place, name in enumerate(header)}
        if "week" in names and "count" in names:
            return _weekly(path.name, names, rows)
        done = next((names[name] for name in _DONE if name in names), None)
        if done is None:
            raise Invalid(
                f"The header ({', '.join(header[:6])}) names no week and count, and no date of completion.",
                where=path.name,
                cure="Give the columns id, week and count, or a column such as 'resolved' with dates.",
            )
        project = next((names[name] for name in _NAMES[1:] if name in names), None)
        return _dated(path.name, project, done, header, rows)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _weekly(file: str, names: dict[str, int], rows: Iterator[Row]) -> Histories:
    place = next((names[name] for name in _NAMES if name in names), None)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    dated = False
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        name = _cell(row, place) or "project"
        week, is_date = _week(file, row, _cell(row, names["week"]))
        dated = dated or is_date
        if week in found[name]:
            raise Invalid(
                f"{name} has the week {_cell(row, names['week'])} twice.",
                where=f"{file}, row {row.number}",
                cure="Add the counts up, or remove one of the rows.",
            )
        found[name][week] = _count(file, row, _cell(row, names["count"]))
    told = Histories()
    for name, weeks in found.items():
        _lay_out(told, file, name, weeks, dated)
    return told


def _week(file: str, row: Row, text: str) -> tuple[int, bool]:
    """Number of the week, and whether it came as a date."""
    try:
        return int(text), False
    except ValueError:
        day = parse_day(text, day_first=True)
    if day is None:
        raise Invalid(
            f"'{text[:40]}' is neither the number of a week nor a date.",
            where=f"{file}, row {row.number}, column 'week'",
            cure="Number the weeks 0, 1, 2 … or give the Monday of each as 2026-11-23.",
        )
    return _number(day), True


def _number(day: date) -> int:
    """Weeks since the Monday of the year 1."""
    return (day.toordinal() - 1) // 7


def _count(file: str, row: Row, text: str) -> int:
    try:
        value = float(text)
        if value < 0 or value != int(value):
            raise ValueError
    except (ValueError, OverflowError):
        raise Invalid(
            f"'{text[:40]}' is not a whole number of 0 or more.",
            where=f"{file}, row {row.number}, column 'count'",
            cure="Give the number of items that were finished in the week.",
        ) from None
    return int(value)


def _lay_out(told: Histories, file: str, name: str, weeks: dict[int, int], dated: bool) -> None:
    """Weeks in order; those that the file leaves out count nothing, and are told."""
    first, last = min(weeks), max(weeks)
    if last - first >= _LONGEST:
        raise Invalid(
            f"{name} goes from week {first} to week {last}.",
            where=file,
            cure="Look for a slip in the weeks; no history is a century long.",
        )
    told.counts[name] = [weeks.get(week, 0) for week in range(first, last + 1)]
    missing = last - first + 1 - len(weeks)
    if missing and not dated:
        told.notes.append(f"{name}: {missing} weeks that the file leaves out count as 0.")
    if dated:
        told.first_monday[name] = date.fromordinal(first * 7 + 1)


def _dated(file: str, project: int | None, done: int, header: list[str], rows: Iterator[Row]) -> Histories:
    """One row per item; only whole weeks count, so the week of the last completion is left out."""
    weeks: dict[str, Counter[int]] = defaultdict(Counter)
    open_items = 0
    for row in rows:
        text = _cell(row, done)
        if not text:
            open_items += 1
            continue
        day = parse_day(text, day_first=True)
        if day is None:
            raise Invalid(
                f"'{text[:40]}' is not a date.",
                where=f"{file}, row {row.number}, column '{header[done]}'",
                cure="Give dates as 2026-11-23; a time of day may follow.",
            )
        weeks[_project(_cell(row, project))][_number(day)] += 1
    told = Histories()
    for name, counts in weeks.items():
        del counts[max(counts)]
        if counts:
            _lay_out(told, file, name, dict(counts), dated=True)
        else:
            told.notes.append(f"{name}: everything was finished within one week, which says nothing.")
    if open_items:
        told.notes.append(f"{open_items:,} rows have no date of completion: they are still open.")
    return told


def _project(text: str) -> str:
    """The project of an item: of the key PORT-12 it is PORT."""
    head, dash, tail = text.rpartition("-")
    return head if dash and tail.isdigit() else text or "project"
