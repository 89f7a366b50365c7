"""An import from the checked file to its end."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction

from pilothouse.connectors import models, queries
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.services.files import kept_path
from pilothouse.connectors.services.reports import Step, broken, quiet, source_of
from pilothouse.connectors.services.rows import find, import_ref, require_idle
from pilothouse.connectors.tables.checking import check, values
from pilothouse.connectors.tables.finding import noun
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.numbering import highest, numbered
from pilothouse.kit.tables.nouns import Taken

_MOST_NOTES = 500


@transaction.atomic
def register_import(
    *,
    actor: Actor,
    now: datetime,
    digest: str,
    size: int,
    file_name: str,
    report: Report,
    product_id: int | None,
) -> ImportRun:
    """Note a checked file as an import that waits to be started."""
    actor.require(Role.EDITOR)
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id)

    def make(number: int) -> ImportRun:
        row = models.ImportRun(
            workspace_id=actor.workspace_id,
            product_id=product_id,
            number=number,
            source=report.source,
            noun=report.noun,
            file_name=file_name[:255],
            digest=digest,
            size=size,
            batch=sortable_id(now),
            created_by=actor.name,
            created_at=now,
        )
        return _store_report(row, report)

    return numbered(lambda: highest(rows), make)


@transaction.atomic
def change_columns(*, actor: Actor, number: int, report: Report) -> ImportRun:
    """Another meaning of the columns for an import that was not started: that of `report`."""
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state != "checked":
        raise Conflict(f"Import {number} is {row.state}.", cure="Upload the file again for another try.")
    return _store_report(row, report)


def _store_report(row: models.ImportRun, report: Report) -> ImportRun:
    row.columns = queries.columns_json(report.mapping)
    row.counts = _counted(report)
    row.problems = [asdict(problem) for problem in report.problems]
    row.save()
    return queries.as_run(row)


def _counted(report: Report) -> dict[str, int]:
    return report.counts | {"rows": report.rows, "broken": report.problem_count}


@transaction.atomic
def begin_import(*, actor: Actor, number: int, product_id: int | None, job_id: int | None) -> ImportRun:
    """Mark an import as started; a second start is refused, and one without a product that it needs."""
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state not in ("checked", "failed", "undone"):
        raise Conflict(f"Import {number} is {row.state}.", cure="See its page.")
    require_idle(actor, row)
    if product_id is None and noun(row.noun).in_product:
        raise Invalid("No product was chosen.", where="product", cure="Choose one, or name a new one.")
    row.state, row.product_id, row.job_id = "waiting", product_id, job_id
    row.save()
    return queries.as_run(row)


def perform_import(
    *, actor: Actor, now: datetime, number: int, skip_broken: bool = False, step: Step = quiet
) -> Taken:
    """Bring a registered file in. Checks the whole file first and writes nothing when a row is broken.

    May be repeated after a crash: rows that are there already stay as they are.
    """
    actor.require(Role.EDITOR)
    row = find(actor, number)
    path = kept_path(actor=actor, digest=row.digest)
    mapping = queries.as_columns(row)
    try:
        report, taken = _take(actor, now, row, path, mapping, skip_broken, step)
    except Exception:
        models.ImportRun.objects.filter(pk=row.pk).update(state="failed")
        raise
    _finish(actor, now, row, report, taken)
    return taken


def _take(
    actor: Actor,
    now: datetime,
    row: models.ImportRun,
    path: Path,
    mapping: Columns,
    skip_broken: bool,
    step: Step,
) -> tuple[Report, Taken]:
    source = source_of(
        actor=actor, path=path, file_name=row.file_name, columns=mapping, encoding=mapping.encoding
    )
    intake = source.noun.intake(actor, row.source)
    report = check(source, intake, told=lambda rows: step("Checking rows", rows, 0))
    if report.problem_count and not skip_broken:
        raise broken(report)
    models.ImportRun.objects.filter(pk=row.pk).update(state="running")
    taken = intake.take(
        actor=actor,
        now=now,
        batch=row.batch,
        product_id=row.product_id,
        rows=values(source, intake, skip_broken=skip_broken),
        progress=lambda done: step(f"Writing {source.noun.many}", done, report.rows),
    )
    return report, taken


@transaction.atomic
def _finish(actor: Actor, now: datetime, row: models.ImportRun, report: Report, taken: Taken) -> None:
    done = {"created": taken.created, "updated": taken.updated, "unchanged": taken.unchanged}
    notes = [f"row {note.row}, {note.key}: {note.text}" for note in taken.notes]
    models.ImportRun.objects.filter(pk=row.pk).update(
        state="done",
        finished_at=now,
        counts=_counted(report) | done | dict(taken.counts),
        warnings=[*map(str, report.warnings), *notes][:_MOST_NOTES],
    )
    journal.record(
        actor=actor,
        now=now,
        verb="import.done",
        subject=import_ref(row),
        title=row.file_name,
        changes={"made": [None, taken.created], "changed": [None, taken.updated]},
        batch=row.batch,
    )
