"""An import from the checked file to its end."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from pilothouse.connectors import models, queries
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.services.files import verified_path
from pilothouse.connectors.services.notes import notes_of
from pilothouse.connectors.services.noting import Notes
from pilothouse.connectors.services.reports import Step, broken, quiet, source_of
from pilothouse.connectors.services.rows import find, import_ref, require_idle
from pilothouse.connectors.tables.checking import Repairs, check
from pilothouse.connectors.tables.finding import noun
from pilothouse.engine.garbage import rarely_collected
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.numbering import highest, numbered
from pilothouse.kit.tables.aside import Spool
from pilothouse.kit.tables.nouns import Taken


@transaction.atomic
def register_import(
    *,
    actor: Actor,
    now: datetime,
    digest: str,
    size: int,
    file_name: str,
    product_id: int | None,
    report: Report | None = None,
    columns: Columns | None = None,
    new_key: str = "",
) -> ImportRun:
    """Note a file as an import: with its `report` it waits to be started, with `columns` alone it is still to
    be checked. `new_key`: of a product to be made when it starts.
    """
    actor.require(Role.EDITOR)
    rows = models.ImportRun.objects.filter(workspace_id=actor.workspace_id)
    meant = report.mapping if report else columns or Columns("csv", "items", {})

    def make(number: int) -> ImportRun:
        row = models.ImportRun(
            workspace_id=actor.workspace_id,
            product_id=product_id,
            new_key=new_key[:10],
            number=number,
            source=meant.connector,
            noun=meant.noun,
            file_name=file_name[:255],
            digest=digest,
            size=size,
            batch=sortable_id(now),
            created_by=actor.name,
            created_at=now,
        )
        if report is not None:
            return store_report(row, report)
        row.state, row.columns = "checking", queries.columns_json(meant)
        row.save()
        return queries.as_run(row)

    return numbered(lambda: highest(rows), make)


@transaction.atomic
def change_columns(
    *,
    actor: Actor,
    number: int,
    report: Report,
    repairs: Repairs | None = None,
    product_id: int | None = None,
    new_product: tuple[str, str] | None = None,
) -> ImportRun:
    """Another meaning of columns and values for an import that was not started: that of `report`; and where
    its rows go: to a product, or to one of the key and name in `new_product`, which its start will make.
    """
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state != "checked":
        raise Conflict(f"Import {number} is {row.state}.", cure="Upload the file again for another try.")
    row.noun, row.source = report.noun, report.source
    answer(row, repairs, product_id, new_product)
    return store_report(row, report)


def answer(
    row: models.ImportRun,
    repairs: Repairs | None,
    product_id: int | None,
    new_product: tuple[str, str] | None,
) -> None:
    """Note what was typed anew, and where the rows go, as far as it was said."""
    if repairs is not None:
        row.repairs = {str(line): dict(cells) for line, cells in repairs.items()}
    if new_product is not None:
        row.product_id = product_id
        row.new_key, row.new_name = new_product[0][:10], new_product[1][:200]


def store_report(row: models.ImportRun, report: Report) -> ImportRun:
    """Keep what a check found with its import."""
    row.columns = queries.columns_json(report.mapping)
    row.counts = _counted(report)
    row.problems = [asdict(problem) for problem in report.problems]
    row.report = asdict(report)
    row.save()
    return queries.as_run(row)


def _counted(report: Report) -> dict[str, int]:
    return report.counts | {"rows": report.rows, "broken": report.left_out, "unread": report.with_gaps}


@transaction.atomic
def begin_import(*, actor: Actor, number: int, product_id: int | None, job_id: int | None) -> ImportRun:
    """Mark an import as started; a second start is refused, and one without a product that it needs."""
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state not in ("checking", "checked", "failed", "undone"):
        raise Conflict(f"Import {number} is {row.state}.", cure="See its page.")
    if row.state == "checking" and row.job_id is not None:
        raise Conflict(f"Import {number} is being checked.", cure="Wait until that is done.")
    require_idle(actor, row)
    if product_id is None and noun(row.noun).in_product:
        raise Invalid("No product was chosen.", where="product", cure="Choose one, or name a new one.")
    row.state, row.product_id, row.job_id = "waiting", product_id, job_id
    row.save()
    return queries.as_run(row)


@rarely_collected
def perform_import(
    *, actor: Actor, now: datetime, number: int, skip_broken: bool = True, step: Step = quiet
) -> Taken:
    """Bring a registered file in. The whole file is checked first: a cell that cannot be read is left empty,
    a row without a key or title is left out, and both are noted; unless `skip_broken` they stop the import.

    May be repeated after a crash: rows that are there already stay as they are.
    """
    actor.require(Role.EDITOR)
    row = find(actor, number)
    try:
        with notes_of(actor, row) as notes:
            report, taken = _take(actor, now, row, notes, skip_broken, step)
    except Exception:
        models.ImportRun.objects.filter(pk=row.pk).update(state="failed")
        raise
    _finish(actor, now, row, report, taken, notes)
    return taken


def _take(
    actor: Actor, now: datetime, row: models.ImportRun, notes: Notes, skip_broken: bool, step: Step
) -> tuple[Report, Taken]:
    mapping = queries.as_columns(row)
    models.ImportRun.objects.filter(pk=row.pk).update(state="running")
    source = source_of(
        actor=actor,
        path=verified_path(actor=actor, digest=row.digest),
        file_name=row.file_name,
        columns=mapping,
        encoding=mapping.encoding,
        repairs=queries.as_run(row).repairs,
        step=step,
    )
    intake = source.noun.intake(actor, row.source, source.answers(row.product_id))
    report = check(
        source,
        intake,
        told=lambda rows: step("Checking rows", rows, source.rows),
        compared=False,
        sink=notes.problem,
        came=(came := Spool()),
    )
    if report.problem_count and not skip_broken:
        raise broken(report)
    taken = intake.take(
        actor=actor,
        now=now,
        batch=row.batch,
        product_id=row.product_id,
        rows=came,
        progress=lambda done: step(f"Writing {source.noun.many}", done, report.rows),
    )
    for word in report.guessed:
        notes.word(source.noun, word)
    for note in taken.notes:
        notes.row(note)
    return report, taken


@transaction.atomic
def _finish(
    actor: Actor, now: datetime, row: models.ImportRun, report: Report, taken: Taken, notes: Notes
) -> None:
    done = {"created": taken.created, "updated": taken.updated, "unchanged": taken.unchanged}
    models.ImportRun.objects.filter(pk=row.pk).update(
        state="done",
        finished_at=now,
        counts=_counted(report) | done | dict(taken.counts),
        warnings=notes.first,
        kinds=[asdict(kind) for kind in notes.kinds()],
        problems=[asdict(problem) for problem in report.problems],
        report={},
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
