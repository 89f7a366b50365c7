"""Files that are looked at by a job: asked for again, and checked with progress."""

from __future__ import annotations

from django.db import transaction

from pilothouse.connectors import models, queries
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.services.notes import notes_of
from pilothouse.connectors.services.reports import Step, quiet, recheck
from pilothouse.connectors.services.rows import find
from pilothouse.connectors.services.running import answer, store_report
from pilothouse.connectors.tables.checking import Repairs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict


@transaction.atomic
def ask_again(
    *,
    actor: Actor,
    number: int,
    columns: Columns,
    repairs: Repairs | None = None,
    product_id: int | None = None,
    new_product: tuple[str, str] | None = None,
) -> ImportRun:
    """Another meaning of columns and values for an import that was not started, to be checked by a job."""
    actor.require(Role.EDITOR)
    row = find(actor, number)
    if row.state != "checked":
        raise Conflict(f"Import {number} is {row.state}.", cure="Wait until it is checked.")
    row.state, row.noun, row.source = "checking", columns.noun, columns.connector
    row.columns = queries.columns_json(columns)
    answer(row, repairs, product_id, new_product)
    row.save()
    return queries.as_run(row)


@transaction.atomic
def worked_by(*, actor: Actor, number: int, job_id: int) -> None:
    """Note the job that checks or undoes an import."""
    actor.require(Role.EDITOR)
    models.ImportRun.objects.filter(workspace_id=actor.workspace_id, number=number).update(job_id=job_id)


def perform_check(*, actor: Actor, number: int, step: Step = quiet) -> Report:
    """Check the kept file of an import that waits for it, and keep report and notes. May be repeated.

    A file that cannot be read leaves the import as it was before; one that was never read has failed.
    """
    actor.require(Role.EDITOR)
    row = find(actor, number)
    run = queries.as_run(row)
    if row.state not in ("checking", "checked", "failed"):
        raise Conflict(f"Import {number} is {row.state}.", cure="See its page.")
    try:
        with notes_of(actor, row) as notes:
            report = recheck(
                actor=actor,
                run=run,
                columns=run.mapping,
                product_id=run.product_id,
                step=step,
                sink=notes.problem,
            )
    except Exception:
        back: dict[str, object] = {"state": "failed"}
        if row.report:
            mapping = queries.report(actor=actor, number=number).mapping
            back = {"state": "checked", "columns": queries.columns_json(mapping)}
        models.ImportRun.objects.filter(pk=row.pk).update(**back)
        raise
    with transaction.atomic():
        row.state = "checked"
        store_report(row, report)
    return report
