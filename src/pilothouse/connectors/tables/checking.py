"""A dry run: the whole file is read and judged, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from pilothouse.connectors.contracts import AUTO, Column, Columns, Preview, Report, RowProblem
from pilothouse.connectors.tables.cells import Layout, RowCells
from pilothouse.connectors.tables.guessing import IGNORE, described
from pilothouse.connectors.tables.verdict import Comparison, Findings
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.aside import Keys, Spool
from pilothouse.kit.tables.deciding import Asked, Decided, Deciding
from pilothouse.kit.tables.deciding import Kind as AskedKind
from pilothouse.kit.tables.limits import MOST_ROWS, Row, first_of, length
from pilothouse.kit.tables.nouns import Answers, Intake, Kind, TableNoun
from pilothouse.kit.tables.reading import Rows, opened

Told = Callable[[int], None]
Repairs = Mapping[int, Mapping[str, str]]

_PREVIEW = 20
_SAMPLE = 50
_TOLD_EVERY = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what its columns mean and how they are read. `name` is what people call it; `repairs`: row
    to header to the text that stands in the cell instead; `wiki`: its texts have the markup of a tracker;
    `rest`: what columns without a meaning hold, by their headers in small letters; `rows`: their number, once
    all were seen.
    """

    path: Path
    name: str
    columns: Columns
    noun: TableNoun
    repairs: Repairs = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    wiki: bool = False
    rest: Mapping[str, Kind] = field(default_factory=dict)
    rows: int = 0

    def layout(self, header: Sequence[str]) -> Layout:
        return Layout(header, self.columns, self.noun, self.decided, wiki=self.wiki, rest=self.rest)

    def kept_as(self, header: str) -> Kind | None:
        """What a column without a meaning holds."""
        return None if self.columns.fields.get(header) else self.rest.get(header.strip().casefold())

    def answers(self, product_id: int | None) -> Answers:
        """What was decided about its values and people."""
        return Answers(self.columns.values, self.columns.people, product_id)

    @contextmanager
    def opened(self) -> Iterator[tuple[list[str], Iterator[Row]]]:
        """Header and rows, with the repairs in their places."""
        with opened(self.path, self.columns.encoding, self.name, self.columns.delimiter) as (header, stream):
            yield header, self.repaired(header, stream)

    def repaired(self, header: Sequence[str], stream: Iterator[Row]) -> Iterator[Row]:
        """The rows with what was typed instead."""
        return _repaired(header, stream, self.repairs) if self.repairs else stream


def _repaired(header: Sequence[str], stream: Iterator[Row], repairs: Repairs) -> Iterator[Row]:
    for row in stream:
        if row.number in repairs:
            cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
            for name, text in repairs[row.number].items():
                if name in header:
                    cells[header.index(name)] = text
            row = replace(row, cells=cells)
        yield row


def missing(columns: Columns, header: Sequence[str], noun: TableNoun) -> tuple[str, ...]:
    """Labels of what every row needs and no column of `header` holds."""
    held = {columns.fields.get(each) for each in header}
    return tuple(field.label for field in noun.fields if field.required and field.name not in held)


def suited(columns: Columns, header: Sequence[str]) -> Columns:
    """`columns` without those that a file lacks."""
    return replace(columns, fields={n: f for n, f in columns.fields.items() if n in header})


_KINDS: dict[str, AskedKind] = {
    "day": "day", "moment": "day", "number": "number", "share": "share", "days": "days", "seconds": "seconds",
    "list": "list",
}  # fmt: skip


def decided(source: Source, header: Sequence[str], rows: Rows, told: Told = lambda rows: None) -> Source:
    """`source` with what all of its rows say on how its columns are read."""
    fields = {field.name: field for field in source.noun.fields}
    asked = []
    for place, name in enumerate(header):
        meant = fields.get(source.columns.fields.get(name, ""))
        held = meant.kind if meant else source.kept_as(name)
        kind = _KINDS.get(held) if held else None
        if kind and (kind != "list" or _may_be_parted(source, header, name)):
            asked.append(Asked(place, name, kind, meant.parts if meant else ""))
    deciding = Deciding(asked, words=source.columns.readings, week=source.columns.week)
    many = 0
    for many, row in enumerate(source.repaired(header, rows), 1):
        if many > MOST_ROWS:
            raise Invalid(
                f"The file has more than {MOST_ROWS:,} rows.", where=source.name, cure="Split it into parts."
            )
        deciding.feed(row.cells)
        if many % _TOLD_EVERY == 0:
            told(many)
    return replace(source, decided=deciding.decide(rows.notes), rows=many)


def _may_be_parted(source: Source, header: Sequence[str], name: str) -> bool:
    """Whether the cells of a list's column may hold several values: not where columns repeat."""
    return source.columns.separator == AUTO and list(header).count(name) == 1


def require(columns: Columns, header: Sequence[str], noun: TableNoun, name: str) -> None:
    """Raise `Invalid` when no column of the file `name` holds what every row needs."""
    wanted = missing(columns, header, noun)
    if not wanted:
        return
    unknown = [each for each in columns.fields if each not in header]
    article = "an" if noun.one[0] in "aeio" else "a"
    raise Invalid(
        f"No column holds the {wanted[0].lower()} of {article} {noun.one}.",
        where=f"{name}, line 1",
        cure=f"Name one in the mapping; the columns are: {', '.join(header[:20])}."
        + (f" The mapping names {unknown[0]}, which the file lacks." if unknown else ""),
        code="no_key_column",
    )


def check(
    source: Source,
    intake: Intake[Any],
    *,
    told: Told = lambda rows: None,
    compared: bool = True,
    sink: Callable[[RowProblem], None] = lambda problem: None,
    came: Spool | None = None,
) -> Report:
    """Read a whole file, row by row, and say what it holds, what is wrong with it, and, where it is
    `compared`, what it would do to what is here.

    `intake` learns from it what its `take` needs; the values go to `came`, and every problem and warning to
    `sink`. Raises `Invalid` for what no row can be read from: wrong encoding, a damaged archive, no rows.
    """
    lacking = _first_look(source, intake)
    verdict = _Verdict(intake, Findings(sink), Comparison(intake, compared), came)
    with source.opened() as (header, stream):
        layout = source.layout(header)
        first = first_of(stream, _SAMPLE, length)
        for row in chain(first, stream):
            verdict.judge(layout, row, readable=not lacking)
            if verdict.rows % _TOLD_EVERY == 0:
                told(verdict.rows)
    if not verdict.rows:
        raise Invalid("The file has a header and no rows.", where=source.name, cure="Export it again.")
    verdict.end(loose=compared)
    columns = described(source.noun, header, source.columns.fields, _samples(header, first))
    return _report(source, verdict, columns, lacking)


def _report(
    source: Source, verdict: _Verdict, columns: tuple[Column, ...], lacking: tuple[str, ...]
) -> Report:
    noun, intake, found, compared = source.noun, verdict.intake, verdict.findings, verdict.comparison
    ignored = {IGNORE} if noun.keeps_rest else {IGNORE, ""}
    return Report(
        file=source.name,
        source=source.columns.connector,
        noun=noun.name,
        mapping=source.columns,
        columns=columns,
        rows=verdict.rows,
        ready=0 if lacking else verdict.rows - found.left_out,
        counts=intake.counts(),
        problems=tuple(found.problems),
        problem_count=found.broken,
        warnings=tuple(found.warnings),
        warning_count=found.warned,
        shown=noun.shown,
        preview=tuple(verdict.preview),
        readings=source.decided.readings,
        missing=lacking,
        left_out=found.left_out,
        kinds=found.kinds(),
        words=intake.words(),
        names=intake.names(),
        **compared.counts,
        differences=tuple(compared.told),
        lost=tuple(column.header for column in columns if column.field in ignored),
        makes_keys=noun.makes_keys and "external_id" not in source.columns.fields.values(),
    )


@dataclass
class _Verdict:
    """What is known of a file while its rows go by."""

    intake: Intake[Any]
    findings: Findings
    comparison: Comparison
    came: Spool | None = None
    rows: int = 0
    preview: list[Preview] = field(default_factory=list)
    seen: Keys = field(default_factory=Keys)

    def judge(self, layout: Layout, row: Row, *, readable: bool) -> None:
        self.rows += 1
        if not readable:
            return
        value, faults, warnings = _read(layout, row, self.intake, self.seen)
        self.findings.add(faults, warnings if value is not None else [], came=value is not None)
        if value is None:
            return
        self.intake.count(value)
        weight = length(row)
        self.comparison.add(value, weight)
        if self.came is not None:
            self.came.add(value, weight)
        if len(self.preview) < _PREVIEW:
            self.preview.append(Preview(row.number, self.intake.key(value), self.intake.preview(value)))

    def end(self, *, loose: bool) -> None:
        self.comparison.flush()
        if loose:
            for note in self.intake.loose_ends():
                self.findings.add([], [RowProblem(note.row, "", note.text)], came=True)


def _read(
    layout: Layout, row: Row, intake: Intake[Any], seen: Keys
) -> tuple[Any, list[RowProblem], list[RowProblem]]:
    """Value, faults and warnings of a row; no value where it is left out. `seen`: key to row."""
    wrong = layout.wrong_width(row)
    if wrong is not None:
        return None, [replace(wrong, left_out=True)], []
    cells = RowCells(layout, row)
    value = intake.read(cells)
    if value is None or cells.refusals:
        return None, cells.refusals, []
    key = intake.key(value)
    if (before := seen.add(key, row.number)) is not None:
        text = f"The key {key} is in row {before} too."
        return None, [RowProblem(row.number, "", text, "Keep one.", left_out=True)], []
    return value, cells.faults, [*cells.warnings, *_second_values(layout, row)]


def _second_values(layout: Layout, row: Row) -> Iterator[RowProblem]:
    """What stands in a second column of a field that holds one value."""
    for name, places in layout.single():
        filled = [
            (head, text)
            for index, head in places
            if index < len(row.cells) and (text := row.cells[index].strip())
        ]
        for head, text in filled[1:]:
            if text != filled[0][1]:
                told = f"'{text[:60]}' is not taken: {layout.labels[name].lower()} is '{filled[0][1][:60]}'."
                yield RowProblem(row.number, head, told, "Give one of the two columns another meaning.")


def _first_look(source: Source, intake: Intake[Any]) -> tuple[str, ...]:
    """What every row needs and no column holds; where nothing is, the intake sees what it wants to."""
    with source.opened() as (header, stream):
        lacking = missing(source.columns, header, source.noun)
        if lacking or not intake.wants_first_look(set(source.columns.fields.values())):
            return lacking
        layout = source.layout(header)
        for row in stream:
            if layout.wrong_width(row) is None:
                intake.look(RowCells(layout, row))
    return lacking


def _samples(header: Sequence[str], rows: Sequence[Row]) -> dict[str, list[str]]:
    """Up to three different values of each column."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, cell in zip(header, row.cells, strict=False):
            text = cell.strip()[:60]
            if text and len(found.setdefault(name, [])) < 3 and text not in found[name]:
                found[name].append(text)
    return found
