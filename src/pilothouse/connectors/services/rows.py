"""The row of an import, for the services that change it."""

from __future__ import annotations

from pilothouse.connectors import models, queries
from pilothouse.kit import jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict
from pilothouse.kit.refs import Ref


def find(actor: Actor, number: int) -> models.ImportRun:
    """The import of that number. Raises `NotFound`."""
    row = models.ImportRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if row is None:
        raise queries.no_import(number)
    return queries.settled(actor, row)


def import_ref(row: models.ImportRun) -> Ref:
    return Ref("connectors.import", row.pk)


def require_idle(actor: Actor, row: models.ImportRun, *, of: str = "") -> None:
    """Raise `Conflict` while the job of an import (of that kind, if any is named) works or waits."""
    waiting = jobs.recent(actor=actor, limit=5, subject=import_ref(row))
    mine = [job for job in waiting if job.id == row.job_id and job.name.startswith(of)]
    if any(job.state in ("waiting", "running") for job in mine):
        cure = "Wait for its job, or cancel it."
        raise Conflict(f"Import {row.number} is still at work, or about to try again.", cure=cure)
