"""Imports that were made, and saved mappings."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from pydantic import TypeAdapter

from pilothouse.connectors import models, registry
from pilothouse.connectors.contracts import Columns, ImportRun, ImportState, Kind, Report, RowProblem
from pilothouse.kit import jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.paging import Page, paginate

_REPORT = TypeAdapter(Report)
_KINDS = TypeAdapter(list[Kind])


def imports_page(*, actor: Actor, page: int = 1, size: int = 50) -> Page[ImportRun]:
    """All imports, newest first."""
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id)
    return paginate(rows.defer("report"), page, size, lambda row: as_run(settled(actor, row)))


def import_run(*, actor: Actor, number: int) -> ImportRun:
    """One import. Raises `NotFound`."""
    row = models.ImportRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if row is None:
        raise no_import(number)
    return as_run(settled(actor, row))


def no_import(number: int) -> NotFound:
    return NotFound(f"There is no import {number}.", cure="See the list of imports.")


def settled(actor: Actor, row: models.ImportRun) -> models.ImportRun:
    """`row` as failed when its job is over and never told: cancelled while it waited, or killed too often."""
    if row.state in ("checking", "waiting", "running") and row.job_id is not None:
        over: ImportState = "checked" if row.state == "checking" and row.report else "failed"
        try:
            job = jobs.status(actor=actor, id=row.job_id)
        except NotFound:  # jobs are cleaned away after a while
            row.state = over
        else:
            row.state = over if job.state in ("failed", "cancelled") else row.state
    return row


def mappings(*, actor: Actor, source: str, noun: str = "") -> tuple[Columns, ...]:
    """Mappings of a connector, those that come with it first; all, or those of one noun."""
    rows = models.Mapping.objects.filter(workspace_id=actor.workspace_id, source=source)
    found = (*registry.reader(source).built_in().values(), *(as_columns(row) for row in rows))
    return tuple(columns for columns in found if noun in ("", columns.noun))


def mapping(*, actor: Actor, source: str, name: str, noun: str = "") -> Columns:
    """One mapping. Raises `NotFound` naming those that exist, `Invalid` when two nouns have one so called."""
    every = mappings(actor=actor, source=source, noun=noun)
    found = [columns for columns in every if columns.name == name]
    if not found:
        known = ", ".join(columns.name for columns in every) or "none yet"
        raise NotFound(f"There is no mapping '{name[:40]}'.", where="mapping", cure=f"Saved are: {known}.")
    if len({columns.noun for columns in found}) > 1:
        names = ", ".join(columns.noun for columns in found)
        raise Invalid(f"'{name}' maps {names}.", where="noun", cure="Say which of them the rows are.")
    return found[-1]


def as_run(row: models.ImportRun) -> ImportRun:
    return ImportRun(
        id=row.pk,
        number=row.number,
        source=row.source,
        noun=row.noun,
        file_name=row.file_name,
        size=row.size,
        product_id=row.product_id,
        mapping=as_columns(row),
        state=cast("ImportState", row.state),
        counts=row.counts,
        problems=tuple(RowProblem(**problem) for problem in row.problems),
        warnings=tuple(row.warnings),
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        job_id=row.job_id,
        kinds=tuple(_KINDS.validate_python(row.kinds)),
        repairs={int(number): dict(cells) for number, cells in row.repairs.items()},
        new_key=row.new_key,
        new_name=row.new_name,
    )


def report(*, actor: Actor, number: int) -> Report:
    """What the file of an import that was not started holds, as it was last checked. Raises `NotFound`."""
    row = models.ImportRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if row is None or not row.report:
        raise no_import(number)
    return _REPORT.validate_python(row.report)


def as_columns(row: models.ImportRun | models.Mapping) -> Columns:
    """The mapping that is stored with a row."""
    return Columns(**row.columns | {"connector": row.source, "noun": row.noun})


def columns_json(columns: Columns) -> dict[str, object]:
    """A mapping as it is stored; connector and noun have columns of their own."""
    found = asdict(columns)
    return {name: value for name, value in found.items() if name not in ("connector", "noun")}


def number_of(*, actor: Actor, id: int) -> int:
    """The number that people see of the import with primary key `id`. Raises `NotFound`."""
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id, pk=id)
    number = rows.values_list("number", flat=True).first()
    if number is None:
        raise NotFound("There is no such import.", cure="See the list of imports.")
    return number
