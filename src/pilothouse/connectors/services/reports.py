"""Looking at a file before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from pilothouse.connectors import queries, registry
from pilothouse.connectors.contracts import Columns, ImportRun, Report, RowProblem
from pilothouse.connectors.services.answers import Decided, applied
from pilothouse.connectors.services.files import digest_of, kept_path, verified_path
from pilothouse.connectors.tables.cells import RowCells
from pilothouse.connectors.tables.checking import Repairs, Source, check, decided, require, suited
from pilothouse.connectors.tables.finding import noun
from pilothouse.engine.garbage import rarely_collected
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.durations import Week
from pilothouse.kit.tables.reading import opened

_PEEKED = 50
Step = Callable[[str, int, int], None]


def quiet(text: str, done: int, of: int) -> None:
    """Where no one waits for the work."""


def columns_of(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    source: str = "",
    noun_name: str = "",
    mapping: str = "",
    columns: Columns | None = None,
    encoding: str = "",
    delimiter: str = "",
    readings: Mapping[str, str] | None = None,
    week: Week | None = None,
    decided_by: Decided | None = None,
    needed: bool = True,
) -> Columns:
    """What the columns of a file mean, by its header alone: as `columns` say, else as the best fitting
    connector knows: its saved `mapping`, or its guess. `readings` and `week` say what was chosen of how they
    are read.

    Raises `Invalid` for a file without a header or, where they are `needed`, without the columns that every
    row needs, `NotFound` for an unknown connector, noun or mapping.
    """
    delimiter = delimiter or (columns.delimiter if columns else "")
    with opened(path, encoding, file_name, delimiter) as (header, _):
        if columns is None:
            name, kind = registry.best_for(header, source=source, noun_name=noun_name)
            columns = registry.reader(name).guess(header, kind)
            if mapping and actor is not None:
                columns = queries.mapping(actor=actor, source=name, noun=noun_name, name=mapping)
        kind = noun(columns.noun)
        if decided_by is not None:
            columns = applied(actor, columns, decided_by)
        if needed:
            require(columns, header, kind, file_name)
        columns = replace(suited(columns, header), encoding=encoding, delimiter=delimiter)
    if readings:
        columns = replace(columns, readings={**columns.readings, **readings})
    if week is not None:
        columns = replace(columns, hours_a_day=week.hours_a_day, days_a_week=week.days_a_week)
    return columns


def source_of(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    repairs: Repairs | None = None,
    step: Step = quiet,
    **wanted: Any,
) -> Source:
    """A file with what its columns mean, found and refused as in `columns_of`, and how they are read, decided
    from all rows.
    """
    columns = columns_of(actor=actor, path=path, file_name=file_name, **wanted)
    kind = noun(columns.noun)
    source = Source(
        path,
        file_name,
        columns,
        kind,
        repairs or {},
        wiki=registry.writes_wiki(columns.connector),
        rest=kind.rest(actor) if actor else {},
    )
    with opened(path, columns.encoding, file_name, columns.delimiter) as (header, rows):
        return decided(source, header, rows, lambda many: step("Reading the file, row", many, 0))


@rarely_collected
def check_file(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    product_id: int | None = None,
    step: Step = quiet,
    sink: Callable[[RowProblem], None] = lambda problem: None,
    **wanted: Any,
) -> Report:
    """A dry run: what the file holds, what is wrong with it, row by row, and what it would do to the product.
    Writes nothing. `wanted` is what `source_of` and `columns_of` take.

    Without an actor every row counts as new. Where columns are not `needed`, a file that lacks them is
    reported with `missing`. Every problem and warning goes to `sink` too.
    """
    found = source_of(actor=actor, path=path, file_name=file_name, step=step, **wanted)
    intake = found.noun.intake(actor, found.columns.connector, found.answers(product_id))
    return check(found, intake, told=lambda rows: step("Checking rows", rows, found.rows), sink=sink)


def recheck(
    *,
    actor: Actor,
    run: ImportRun,
    columns: Columns,
    product_id: int | None,
    repairs: Repairs | None = None,
    step: Step = quiet,
    sink: Callable[[RowProblem], None] = lambda problem: None,
) -> Report:
    """The kept file of an import with another meaning of its columns, another product, or other repairs.

    Raises `Gone` when the file is not kept any more.
    """
    return check_file(
        actor=actor,
        path=verified_path(actor=actor, digest=digest_of(actor=actor, number=run.number)),
        file_name=run.file_name,
        columns=columns,
        encoding=columns.encoding,
        repairs=run.repairs if repairs is None else repairs,
        product_id=product_id,
        needed=False,
        step=step,
        sink=sink,
    )


def guess_columns(
    *, actor: Actor, run: ImportRun, noun_name: str, encoding: str = "", delimiter: str = ""
) -> Columns:
    """What the columns of an import probably mean when its rows are of another noun, or its text is read in
    another way. Raises `NotFound`.
    """
    path = kept_path(actor=actor, digest=digest_of(actor=actor, number=run.number))
    with opened(path, encoding, run.file_name, delimiter) as (header, _):
        name, kind = registry.best_for(header, noun_name=noun_name)
        guessed = registry.reader(name).guess(header, kind)
        return replace(guessed, encoding=encoding, delimiter=delimiter)


def first_key(*, actor: Actor, path: Path, file_name: str, columns: Columns) -> str:
    """The key of the first row that has one; empty where there is none."""
    source = Source(path, file_name, columns, noun(columns.noun))
    with source.opened() as (header, rows):
        layout = source.layout(header)
        cells = (RowCells(layout, row) for row in islice(rows, _PEEKED))
        return next((key for each in cells if (key := each.text("external_id"))), "")


def broken(report: Report) -> Invalid:
    """The error for a file with cells that cannot be read; `extra` holds the first two hundred of them."""
    first = report.problems[0]
    rest = report.problem_count - 1
    more = f" {rest:,} more {'row has' if rest == 1 else 'rows have'} such cells." if rest else ""
    return Invalid(
        first.text + more,
        where=f"{report.file}, row {first.row}" + (f", column '{first.column}'" if first.column else ""),
        cure=first.cure or "Fix the row.",
        in_shell=first.cure or "Fix the row, or import what can be read with --skip-broken.",
        over_rest=first.cure or "Fix the row, or import what can be read with skip_broken.",
        code="broken_rows",
        extra={"problems": [str(problem) for problem in report.problems]},
    )
