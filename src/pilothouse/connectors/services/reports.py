"""Looking at a file before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pilothouse.connectors import queries, registry
from pilothouse.connectors.contracts import Columns, Report
from pilothouse.connectors.tables.checking import Source, check, suited
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.reading import opened

Step = Callable[[str, int, int], None]


def quiet(text: str, done: int, of: int) -> None:
    """Where no one waits for the work."""


def source_of(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    source: str = "",
    noun_name: str = "",
    mapping: str = "",
    columns: Columns | None = None,
    encoding: str = "",
) -> Source:
    """A file with what its columns mean: as `columns` say, else as the best fitting connector knows: its
    saved `mapping`, or its guess.

    Raises `Invalid` for a file without a header or without the columns that every row needs, `NotFound` for
    an unknown connector, noun or mapping.
    """
    with opened(path, encoding, file_name) as (header, _):
        if columns is None:
            name, kind = registry.best_for(header, source=source, noun_name=noun_name)
            columns = registry.reader(name).guess(header, kind)
            if mapping and actor is not None:
                columns = queries.mapping(actor=actor, source=name, noun=noun_name, name=mapping)
        kind = noun(columns.noun)
        columns = replace(suited(columns, header, kind, file_name), encoding=encoding)
    return Source(path, file_name, columns, kind)


def check_file(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    source: str = "",
    noun_name: str = "",
    mapping: str = "",
    columns: Columns | None = None,
    encoding: str = "",
    step: Step = quiet,
) -> Report:
    """A dry run: what the file holds and what is wrong with it, row by row. Writes nothing.

    Without an actor every row counts as new.
    """
    found = source_of(
        actor=actor,
        path=path,
        file_name=file_name,
        source=source,
        noun_name=noun_name,
        mapping=mapping,
        columns=columns,
        encoding=encoding,
    )
    intake = found.noun.intake(actor, found.columns.connector)
    return check(found, intake, told=lambda rows: step("Checking rows", rows, 0))


def broken(report: Report) -> Invalid:
    """The error for a file with broken rows; `extra` holds the first two hundred of them."""
    first = report.problems[0]
    rest = report.problem_count - 1
    more = f" {rest:,} more {'row is' if rest == 1 else 'rows are'} broken." if rest else ""
    return Invalid(
        first.text + more,
        where=f"{report.file}, row {first.row}" + (f", column '{first.column}'" if first.column else ""),
        cure=first.cure or "Fix the row, or leave broken rows out with --skip-broken.",
        code="broken_rows",
        extra={"problems": [str(problem) for problem in report.problems]},
    )
