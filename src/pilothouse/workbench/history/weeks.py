"""Weekly counts of finished items from a table.

Two layouts are known by their header: `id,week,count`, with whole week numbers or weeks of the calendar; and
one row per item with a date of completion (`resolved`, `done`, `closed` …) and perhaps a project, status and
resolution, as in a tracker's export. A week is an ISO week, from Monday to Sunday, as in a workspace.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from pathlib import Path

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import is_number, parse_moment, serial_moment
from pilothouse.kit.tables.deciding import Asked, Convention, Decided, Deciding, Reading
from pilothouse.kit.tables.limits import Row
from pilothouse.kit.tables.outcomes import is_undone, state_of
from pilothouse.kit.tables.plain import plain
from pilothouse.kit.tables.reading import opened
from pilothouse.workbench.history import headers
from pilothouse.workbench.history.calendar import (
    after_sunday,
    are_counted,
    begin_on_sunday,
    first_day,
    monday,
    number_of,
    of_year,
)

_LONGEST = 5_000  # weeks: a century, beyond which a date is a slip of the pen


@dataclass
class Histories:
    """`counts` by project, oldest week first. `first_monday` where the file has dates. `notes`: what was
    filled in, left out, or could be read otherwise."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    first_monday: dict[str, date] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Table:
    """Where the columns of a file are, and how its dates are read."""

    file: str
    header: list[str]
    decided: Decided

    def find(self, words: tuple[str, ...]) -> int | None:
        """Place of the column that the first of `words` names."""
        names = {plain(name): place for place, name in reversed(list(enumerate(self.header)))}
        return next((names[word] for word in words if word in names), None)

    def day(self, row: Row, place: int) -> date | None:
        """The date in a cell, in UTC as in the history of a workspace; None where it is empty."""
        return self.read(row, place, cell(row, place))

    def read(self, row: Row, place: int, text: str) -> date | None:
        """The date in a part of a cell, in the same way."""
        how = self.decided.at(place)
        moment = serial_moment(text) if how.serial and is_number(text) else None
        moment = moment or (parse_moment(text, day_first=how.orders) if text else None)
        if text and moment is None:
            raise Invalid(
                f"'{text[:40]}' is not a date{_wrong_order(text, how)}.",
                where=f"{self.file}, row {row.number}, column '{self.header[place]}'",
                cure="Give dates as 2026-11-23; a time of day may follow.",
            )
        return moment.astimezone(UTC).date() if moment else None


def _wrong_order(text: str, how: Convention) -> str:
    turned = {sign: not first for sign, first in how.orders.items()}
    return " in the order that its column has" if parse_moment(text, day_first=turned) else ""


def cell(row: Row, place: int | None) -> str:
    """A cell without spaces around it; empty where the row or the table lacks it."""
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def read_histories(
    path: Path,
    *,
    encoding: str = "",
    words: Mapping[str, str] | None = None,
    as_of: date | None = None,
    today: date = date.max,
) -> Histories:
    """Read `path` in one of the known layouts. `words`: how columns are read, as `Deciding` takes it.

    Quiet weeks count to the week of the file's newest date, or of `as_of`; that week itself may not be over
    and is left out, as weeks are that are not over `today`. Raises `Invalid` with row, column and cure.
    """
    table = _decided(path, encoding, words or {})
    told = Histories(notes=[_asked(reading) for reading in table.decided.readings if reading.is_ambiguous])
    week, count, done = table.find(headers.WEEK), table.find(headers.COUNT), table.find(headers.DONE)
    with opened(path, encoding) as (_, rows):
        if week is not None and count is not None:
            _weekly(told, table, week, count, rows, as_of, today)
        elif done is not None:
            _dated(told, table, done, rows, as_of, today)
        else:
            raise Invalid(
                f"The header ({', '.join(table.header[:6])}) names no week and count, and no date of "
                "completion.",
                where=path.name,
                cure="Give the columns id, week and count, or a column such as 'resolved' with dates.",
            )
    return told


def _asked(reading: Reading) -> str:
    words = " or ".join(f'--read "{reading.column}={choice.word}"' for choice in reading.choices)
    return f"{reading.text} Choose with {words}."


def _decided(path: Path, encoding: str, words: Mapping[str, str]) -> _Table:
    """A first pass over the file, for the order of day and month in each column of dates."""
    with opened(path, encoding) as (header, rows):
        dated = {*headers.WEEK, *headers.DONE, *headers.SEEN}
        asked = [Asked(at, name, "day") for at, name in enumerate(header) if plain(name) in dated]
        deciding = Deciding(asked, words=words)
        for row in rows:
            deciding.feed(row.cells)
        return _Table(path.name, header, deciding.decide())


def _weekly(
    told: Histories,
    table: _Table,
    week: int,
    count: int,
    rows: Iterator[Row],
    as_of: date | None,
    today: date,
) -> None:
    name, records = table.find(headers.NAMES), [row for row in rows if cell(row, week) or cell(row, count)]
    counted = are_counted([cell(row, week) for row in records])
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row, number in zip(records, _numbers(told, table, week, records, counted=counted), strict=True):
        project = cell(row, name) or "project"
        if number in found[project]:
            raise Invalid(
                f"{project} has the week {cell(row, week)} twice.",
                where=f"{table.file}, row {row.number}",
                cure="Add the counts up, or remove one of the rows.",
            )
        found[project][number] = _count(table.file, row, cell(row, count))
    for project, weeks in found.items():
        last = None if counted else _last_week(told, project, weeks, as_of, today)
        _lay_out(told, table.file, project, weeks, dated=not counted, last=last)


def _last_week(
    told: Histories, project: str, weeks: Mapping[int, int], as_of: date | None, today: date
) -> int | None:
    """The last week that counts; None for the last of the file, which is over."""
    over = number_of(as_of or today) - 1
    early = sum(week > over for week in weeks)
    if early:
        verb = "week is not over and is" if early == 1 else "weeks are not over and are"
        told.notes.append(f"{project}: {early:,} {verb} left out.")
    return over if as_of is not None or early else None


def _numbers(
    told: Histories, table: _Table, week: int, records: Sequence[Row], *, counted: bool
) -> Sequence[int]:
    """Number of the week of each row: as it stands, or of the ISO week that a year's week or a day is in."""
    if counted:
        return [int(cell(row, week)) for row in records]
    days = [of_year(cell(row, week)) or _day_of(table, row, week) for row in records]
    if begin_on_sunday(days, table.header[week]):
        told.notes.append("Weeks begin on Sundays: each counts as the ISO week of the Monday after.")
        days = [after_sunday(day) for day in days]
    return [number_of(day) for day in days]


def _day_of(table: _Table, row: Row, week: int) -> date:
    text = first_day(cell(row, week))
    try:
        day = table.read(row, week, text)
    except Invalid:
        day = None
    if day is None:
        raise Invalid(
            f"'{text[:40]}' is neither the number of a week nor a date.",
            where=f"{table.file}, row {row.number}, column '{table.header[week]}'",
            cure="Number the weeks 0, 1, 2 … or give the Monday of each as 2026-11-23.",
        )
    return day


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


def _lay_out(
    told: Histories, file: str, name: str, weeks: dict[int, int], *, dated: bool, last: int | None = None
) -> None:
    """Weeks in order, to `last` where it is given; those without a count are 0, and are told."""
    first, newest = min(weeks), max(weeks)
    end = newest if last is None else last
    if max(end, newest) - first >= _LONGEST:
        raise Invalid(
            f"{name} goes from week {first} to week {max(end, newest)}.",
            where=file,
            cure="Look for a slip in the weeks; no history is a century long.",
        )
    if end < first:
        return
    told.counts[name] = [weeks.get(week, 0) for week in range(first, end + 1)]
    gaps = sum(week not in weeks for week in range(first, min(end, newest) + 1))
    for many, where in ((gaps, "that the file leaves out"), (end - newest, "after the last one")):
        if many > 0:
            told.notes.append(
                f"{name}: {'1 week' if many == 1 else f'{many:,} weeks'} {where} "
                f"{'counts' if many == 1 else 'count'} as 0."
            )
    if dated:
        told.first_monday[name] = monday(first)


@dataclass
class _Items:
    """What the rows of a file of items say. `newest`: the newest date in it."""

    weeks: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    open_items: int = 0
    undated: int = 0
    undone: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    newest: date | None = None

    def notes(self) -> Iterator[str]:
        if self.open_items:
            yield f"{_rows(self.open_items)} no date of completion: they are still open."
        if self.undated:
            yield f"{_rows(self.undated)} a status of done work and no date of completion: they do not count."
        if self.undone:
            many = self.undone.total()
            verb = "item" if many == 1 else "items"
            yield f"{many:,} {verb} ended undone ({_most(self.undone)}): no throughput."
        if self.unknown:
            yield f"Statuses that are not known, and count as done by their date: {_most(self.unknown)}."


def _rows(many: int) -> str:
    return "1 row has" if many == 1 else f"{many:,} rows have"


def _most(counted: Counter[str]) -> str:
    named = [f"{word} {many:,}" for word, many in counted.most_common(8)]
    return ", ".join(named) + (f" and {len(counted) - 8} more" if len(counted) > 8 else "")


def _dated(
    told: Histories, table: _Table, done: int, rows: Iterator[Row], as_of: date | None, today: date
) -> None:
    """One row per item; only whole weeks count, so the week of the newest date is left out."""
    found = _Items()
    places = [done, *(at for word in headers.SEEN if (at := table.find((word,))) is not None)]
    project = table.find(headers.NAMES[1:])
    status, resolution = table.find(headers.STATUS), table.find(headers.RESOLUTION)
    for row in rows:
        days = [table.day(row, places[0]), *(_seen(table, row, place) for place in places[1:])]
        found.newest = max((day for day in (found.newest, *days) if day), default=None)
        _take(found, _project(cell(row, project)), days[0], cell(row, status), cell(row, resolution))
    end = number_of(as_of or min(found.newest or today, today)) - 1
    for name, counts in found.weeks.items():
        kept = {week: many for week, many in counts.items() if week <= end}
        if kept:
            _lay_out(told, table.file, name, kept, dated=True, last=end)
        else:
            told.notes.append(f"{name}: everything was finished within one week, which says nothing.")
    told.notes += found.notes()


def _seen(table: _Table, row: Row, place: int) -> date | None:
    """A date that only tells how far the file goes; what is none of them says nothing."""
    try:
        return table.day(row, place)
    except Invalid:
        return None


def _take(found: _Items, project: str, day: date | None, status: str, resolution: str) -> None:
    """Count one item, unless it is open or ended undone."""
    state = state_of(status) if status else None
    if day is None:
        found.undated += state == "done"
        found.open_items += state not in ("done", "cancelled")
    elif state == "cancelled" or is_undone(resolution):
        found.undone[status if state == "cancelled" else resolution] += 1
    else:
        if status and state is None:
            found.unknown[status] += 1
        found.weeks[project][number_of(day)] += 1


def _project(text: str) -> str:
    """The project of an item: of the key PORT-12 it is PORT."""
    head, dash, tail = text.rpartition("-")
    return head if dash and tail.isdigit() else text or "project"
