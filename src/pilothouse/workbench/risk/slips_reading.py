"""A tracker's export, one row per item, as the questions about slips need it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from itertools import chain
from math import nan
from pathlib import Path

from pilothouse.engine.risk.detect.tracker import Record
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import is_number, parse_moment, serial_moment
from pilothouse.kit.tables.deciding import Asked, Decided, Deciding
from pilothouse.kit.tables.durations import parse_duration
from pilothouse.kit.tables.numbers import parse_number
from pilothouse.kit.tables.plain import plain
from pilothouse.kit.tables.reading import opened
from pilothouse.workbench.history import headers

_MOST = 200_000  # items of one file
_RANKS: tuple[str, ...] = (
    "blocker|urgent|highest|critical|p0|sofort|critique",
    "high|major|p1|important|hoch|haute|alta",
    "medium|normal|p2|mittel|moyenne|media",
    "low|minor|p3|niedrig|basse|baja|baixa",
    "lowest|trivial|p4|none|no priority|cosmetic",
)
_RANK = {word: float(rank) for rank, words in enumerate(_RANKS) for word in words.split("|")}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": _words("key|issue key|id|task id|tasknumber|task number|number|identifier|formatted id"),
    "created": _words(
        "created|created at|created on|created date|date created|opened|opened at|erstellt|cree|creada|"
        "creado|criado|creato|aangemaakt|создано"
    ),
    "started": _words(
        "started|started at|started on|startedon|start date|started date|dev started|in progress"
    ),
    "estimated": _words("estimated on|estimateon|estimated at"),
    "done": headers.DONE,
    "due": _words("due|due date|due on|deadline|target date|fallig|faelligkeitsdatum|fecha de vencimiento"),
    "estimate": _words(
        "estimate|original estimate|hours estimate|hoursestimate|estimated hours|effort|points|story points|"
        "schatzung|aufwand"
    ),
    "spent": _words(
        "spent|time spent|hours actual|hoursactual|actual|actual hours|actual effort|hours spent"
    ),
    "priority": _words("priority|prio|prioritat|priorite|prioridad|prioridade"),
    "person": _words("assignee|assigned to|assignedtoid|owner|responsible|assignees|zugewiesen|zustandig"),
    "raiser": _words("reporter|raised by|raisedbyid|creator|author|created by|melder"),
    "team": _words("team|components|component|project|project key|project name|projectcode|projects"),
    "kind": _words("issuetype|issue type|type|work item type|subcategory|vorgangstyp"),
    "sprints": _words("sprints|sprint"),
    "sprint_start": _words("sprint start|sprint start date|cycle start|iteration start"),
    "sprint_end": _words("sprint end|sprint end date|cycle end|iteration end"),
    "signs": _words("comment dates|activity dates"),
    "updated": _words("updated|updated at|last modified|changed date|last updated"),
}
_DAYS = ("created", "started", "estimated", "done", "due", "sprint_start", "sprint_end", "updated")
_NUMBERS = ("estimate", "spent")


@dataclass
class Read:
    """`newest`: the newest day that something happened on. `notes`: what was left out, and why."""

    records: list[Record] = field(default_factory=list)
    newest: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Table:
    file: str
    header: list[str]
    places: Mapping[str, int]
    decided: Decided

    def cell(self, cells: list[str], column: str) -> str:
        place = self.places.get(column)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def day(self, cells: list[str], number: int, column: str) -> int | None:
        text = self.cell(cells, column)
        return self._read(text, number, column) if text else None

    def _read(self, text: str, number: int, column: str) -> int:
        how = self.decided.at(self.places[column])
        moment = serial_moment(text) if how.serial and is_number(text) else None
        moment = moment or parse_moment(text, day_first=how.orders)
        if moment is None:
            raise self.wrong(number, column, f"'{text[:40]}' is not a date.", "Write it as 2027-01-31.")
        return moment.astimezone(UTC).date().toordinal()

    def amount(self, cells: list[str], number: int, column: str) -> float | None:
        text = self.cell(cells, column)
        if not text:
            return None
        decimal = self.decided.at(self.places[column]).decimal
        found = parse_number(text, decimal)
        found = parse_duration(text, decimal=decimal) if found is None else found
        if found is None or found < 0:
            cure = "Give a number of 0 or more, in the same unit in every row."
            raise self.wrong(number, column, f"'{text[:40]}' is not an amount of work.", cure)
        return found

    def sprints(self, cells: list[str], number: int) -> tuple[tuple[int, int], ...]:
        """Of `name~start~end`, parted by bars, or of a column for each day."""
        found = set()
        for part in self.cell(cells, "sprints").split("|"):
            bits = part.split("~")
            if len(bits) >= 3 and bits[1].strip() and bits[2].strip():
                found.add((self._read(bits[1], number, "sprints"), self._read(bits[2], number, "sprints")))
        first, last = self.day(cells, number, "sprint_start"), self.day(cells, number, "sprint_end")
        if first is not None and last is not None:
            found.add((first, last))
        return tuple(sorted(pair for pair in found if pair[0] <= pair[1]))

    def signs(self, cells: list[str], number: int) -> tuple[int, ...]:
        parts = self.cell(cells, "signs").split("|")
        return tuple(sorted(self._read(part, number, "signs") for part in parts if part.strip()))

    def wrong(self, number: int, column: str, message: str, cure: str) -> Invalid:
        name = self.header[self.places[column]]
        return Invalid(message, where=f"{self.file}, row {number}, column '{name}'", cure=cure)


def read_records(path: Path, *, words: Mapping[str, str] | None = None) -> Read:
    """The items of `path`. Rows without a date of creation are left out, and noted.

    Raises `Invalid` with row, column and cure, also where the header names no such date, or nothing ended.
    """
    table = _table(path, words or {})
    found = Read(notes=[row.text for row in table.decided.readings if row.is_ambiguous])
    undated = early = 0
    with opened(path) as (_, rows):
        for row in rows:
            record = _record(table, list(row.cells), row.number)
            if record is None:
                undated += 1
                continue
            if record.done is not None and record.done < record.created:
                early += 1
                continue
            found.records.append(record)
            if len(found.records) > _MOST:
                raise Invalid(
                    f"The file has more than {_MOST:,} items.", where=path.name, cure="Give the newest ones."
                )
            found.newest = max(found.newest, _newest(table, list(row.cells), row.number, record))
    if not any(record.done is not None for record in found.records):
        raise Invalid(
            "No item of the file has ended.", where=path.name, cure="Export items that are done as well."
        )
    found.notes += [f"No date of creation, left out: {undated:,}."] if undated else []
    found.notes += [f"Ended before they began, left out: {early:,}."] if early else []
    return found


def _table(path: Path, words: Mapping[str, str]) -> _Table:
    with opened(path) as (header, rows):
        names = {plain(name): place for place, name in reversed(list(enumerate(header)))}
        places = {
            column: names[word] for column, known in _COLUMNS.items() for word in known[::-1] if word in names
        }
        if "started" in places and "created" not in places:
            places["created"] = places["started"]
        for column in ("created", "done"):
            if column not in places:
                what = "of creation" if column == "created" else "of completion"
                raise Invalid(
                    f"The header ({', '.join(header[:8])}) names no date {what}.",
                    where=f"{path.name}, line 1",
                    cure="Give columns such as 'created' and 'resolved', one row per item.",
                )
        asked = [Asked(places[name], header[places[name]], "day") for name in _DAYS if name in places]
        asked += [Asked(places[name], header[places[name]], "number") for name in _NUMBERS if name in places]
        deciding = Deciding(asked, words=words)
        for row in rows:
            deciding.feed(row.cells)
    return _Table(path.name, list(header), places, deciding.decide())


def _record(table: _Table, cells: list[str], number: int) -> Record | None:
    created = table.day(cells, number, "created")
    if created is None:
        return None
    return Record(
        table.cell(cells, "id") or f"row {number}",
        created,
        done=table.day(cells, number, "done"),
        started=table.day(cells, number, "started"),
        estimated=table.day(cells, number, "estimated"),
        due=table.day(cells, number, "due"),
        estimate=table.amount(cells, number, "estimate"),
        spent=table.amount(cells, number, "spent"),
        priority=_rank(table.cell(cells, "priority")),
        person=table.cell(cells, "person"),
        raiser=table.cell(cells, "raiser"),
        team=table.cell(cells, "team").split("|")[0],
        kind=table.cell(cells, "kind"),
        sprints=table.sprints(cells, number),
        signs=table.signs(cells, number),
    )


def _rank(text: str) -> float:
    known = _RANK.get(plain(text)) if text else None
    return known if known is not None else float(text) if text.isascii() and text.isdigit() else nan


def _newest(table: _Table, cells: list[str], number: int, row: Record) -> int:
    return max(chain(_of(row), (day for day in (table.day(cells, number, "updated"),) if day is not None)))


def _of(row: Record) -> Iterator[int]:
    yield row.created
    yield from (day for day in (row.done, row.started, row.estimated) if day is not None)
    yield from row.signs


def as_day(number: int) -> date:
    return date.fromordinal(number)
