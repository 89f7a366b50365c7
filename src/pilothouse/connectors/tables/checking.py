"""A dry run: the whole file is read and judged, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pilothouse.connectors.contracts import Column, Columns, Preview, Problem, Report
from pilothouse.connectors.tables.cells import Layout, RowCells
from pilothouse.connectors.tables.guessing import described
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import Intake, TableNoun
from pilothouse.kit.tables.reading import Row, opened

Told = Callable[[int], None]

_SHOWN = 200
_PREVIEW = 20
_SAMPLE = 50
_TOLD_EVERY = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what its columns mean. `name` is what people call it."""

    path: Path
    name: str
    columns: Columns
    noun: TableNoun

    def layout(self, header: Sequence[str]) -> Layout:
        return Layout(header, self.columns, self.noun)


def suited(columns: Columns, header: Sequence[str], noun: TableNoun, name: str) -> Columns:
    """`columns` without those that the file `name` lacks.

    Raises `Invalid` when no column holds what every row needs.
    """
    unknown = [each for each in columns.fields if each not in header]
    for wanted in (row for row in noun.fields if row.required):
        if wanted.name not in {columns.fields.get(each) for each in header}:
            article = "an" if noun.one[0] in "aeio" else "a"
            raise Invalid(
                f"No column holds the {wanted.label.lower()} of {article} {noun.one}.",
                where=f"{name}, line 1",
                cure=f"Name one in the mapping; the columns are: {', '.join(header[:20])}."
                + (f" The mapping names {unknown[0]}, which the file lacks." if unknown else ""),
                code="no_key_column",
            )
    return replace(columns, fields={n: f for n, f in columns.fields.items() if n in header})


def check(source: Source, intake: Intake[Any], *, told: Told = lambda rows: None) -> Report:
    """Read a whole file, row by row, and say what it holds and what is wrong with it.

    `intake` learns from it what `values` needs. Raises `Invalid` for what no row can be read from: wrong
    encoding, no key column, a damaged archive, no rows.
    """
    _first_look(source, intake)
    verdict = _Verdict(intake)
    with opened(source.path, source.columns.encoding, source.name) as (header, stream):
        layout = source.layout(header)
        first = list(islice(stream, _SAMPLE))
        for row in chain(first, stream):
            verdict.judge(layout, row)
            if verdict.rows % _TOLD_EVERY == 0:
                told(verdict.rows)
    if not verdict.rows:
        raise Invalid("The file has a header and no rows.", where=source.name, cure="Export it again.")
    return _report(
        source, verdict, described(source.noun, header, source.columns.fields, _samples(header, first))
    )


def _report(source: Source, verdict: _Verdict, columns: tuple[Column, ...]) -> Report:
    return Report(
        file=source.name,
        source=source.columns.connector,
        noun=source.noun.name,
        mapping=source.columns,
        columns=columns,
        rows=verdict.rows,
        ready=verdict.rows - verdict.broken,
        counts=verdict.intake.counts(),
        problems=tuple(verdict.problems),
        problem_count=verdict.broken,
        warnings=tuple(verdict.warnings),
        warning_count=verdict.warned,
        shown=source.noun.shown,
        preview=tuple(verdict.preview),
    )


def values(source: Source, intake: Intake[Any], *, skip_broken: bool) -> Iterator[Any]:
    """The values of a checked file, streamed.

    Raises `Invalid` at the first broken row unless those are skipped.
    """
    seen: dict[str, int] = {}
    with opened(source.path, source.columns.encoding, source.name) as (header, stream):
        layout = source.layout(header)
        for row in stream:
            value, faults, _ = _read(layout, row, intake, seen)
            if value is not None:
                yield value
            elif faults and not skip_broken:
                raise Invalid(faults[0].text, where=f"row {faults[0].row}", cure=faults[0].cure)


@dataclass
class _Verdict:
    """What is known of a file while its rows go by."""

    intake: Intake[Any]
    rows: int = 0
    broken: int = 0
    warned: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    preview: list[Preview] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def judge(self, layout: Layout, row: Row) -> None:
        self.rows += 1
        value, faults, warnings = _read(layout, row, self.intake, self.seen)
        if value is None:
            self.broken += 1
            self.problems += faults[: max(0, _SHOWN - len(self.problems))]
            return
        self.warned += bool(warnings)
        self.warnings += warnings[: max(0, _SHOWN - len(self.warnings))]
        self.intake.count(value)
        if len(self.preview) < _PREVIEW:
            self.preview.append(Preview(row.number, self.intake.key(value), self.intake.preview(value)))


def _read(
    layout: Layout, row: Row, intake: Intake[Any], seen: dict[str, int]
) -> tuple[Any, list[Problem], list[Problem]]:
    """Value, faults and warnings of a row; no value where there is a fault. `seen`: key to row."""
    wrong = layout.wrong_width(row)
    if wrong is not None:
        return None, [wrong], []
    cells = RowCells(layout, row)
    value = intake.read(cells)
    if value is None or cells.faults:
        return None, cells.faults, []
    key = intake.key(value)
    if key in seen:
        return None, [Problem(row.number, "", f"The key {key} is in row {seen[key]} too.", "Keep one.")], []
    seen[key] = row.number
    return value, [], cells.warnings


def _first_look(source: Source, intake: Intake[Any]) -> None:
    if not intake.wants_first_look(set(source.columns.fields.values())):
        return
    with opened(source.path, source.columns.encoding, source.name) as (header, stream):
        layout = source.layout(header)
        for row in stream:
            if layout.wrong_width(row) is None:
                intake.look(RowCells(layout, row))


def _samples(header: Sequence[str], rows: Sequence[Row]) -> dict[str, list[str]]:
    """Up to three different values of each column."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, cell in zip(header, row.cells, strict=False):
            text = cell.strip()[:60]
            if text and len(found.setdefault(name, [])) < 3 and text not in found[name]:
                found[name].append(text)
    return found
