"""Verbs of the connectors: check, import, undo, save a mapping."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from pilothouse.connectors import checking, models, queries, registry
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.fields import FIELDS
from pilothouse.journal import services as journal
from pilothouse.kit import jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Gone, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.reading import LARGEST_FILE, opened
from pilothouse.roadmap import queries as roadmap_queries
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import ImportOutcome
from pilothouse.team import services as team
from pilothouse.team.contracts import ImportedPerson
from pilothouse.vision import queries as vision

Step = Callable[[str, int, int], None]
_BLOCK = 2**20


def keep_file(*, actor: Actor, stream: IO[bytes], name: str) -> tuple[str, int]:
    """Keep an uploaded file beside the data, so that a job can begin again; returns its digest and size."""
    actor.require(Role.EDITOR)
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{os.getpid()}-{hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:8]}.part"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                part.unlink()
                raise Invalid("The file has more than 1 GB.", where=name, cure="Split it into parts.")
            digest.update(block)
            file.write(block)
    part.replace(folder / digest.hexdigest())
    return digest.hexdigest(), size


def kept_path(*, actor: Actor, digest: str) -> Path:
    """Where a kept file lies. Raises `Gone` when it was cleaned away."""
    path = _folder(actor) / Path(digest).name
    if not path.is_file():
        raise Gone("The file of this import is not kept any more.", cure="Upload it again.")
    return path


def digest_of(*, actor: Actor, number: int) -> str:
    """The digest under which an import's file is kept."""
    return _find(actor, number).digest


def _folder(actor: Actor) -> Path:
    return Path(settings.PILOTHOUSE_HOME) / "imports" / str(actor.workspace_id)


def recognise(*, path: Path, file_name: str, encoding: str = "") -> str:
    """Name of the connector whose layout fits the header of a file best."""
    with opened(path, encoding, file_name) as (header, _):
        return registry.best_for(header).NAME


def check_file(
    *,
    actor: Actor | None,
    path: Path,
    file_name: str,
    source: str,
    columns: Columns | None = None,
    encoding: str = "",
    step: Step = lambda text, done, of: None,
) -> Report:
    """A dry run: what the file holds and what is wrong with it, row by row. Writes nothing.

    Without an actor every item counts as new.
    """
    known = roadmap_queries.find_by_external(actor=actor, source=source) if actor else {}
    learnt = checking.learn(
        path,
        file_name=file_name,
        source=source,
        columns=columns,
        encoding=encoding,
        known=known,
        told=lambda rows: step("Checking rows", rows, 0),
    )
    return learnt.report


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
    last = models.ImportRun.objects.filter(workspace_id=actor.workspace_id).aggregate(last=Max("number"))[
        "last"
    ]
    row = models.ImportRun.objects.create(
        workspace_id=actor.workspace_id,
        product_id=product_id,
        number=(last or 0) + 1,
        source=report.source,
        file_name=file_name[:255],
        digest=digest,
        size=size,
        columns=asdict(report.columns),
        counts=report.counts | {"rows": report.rows, "broken": report.problem_count},
        problems=[asdict(problem) for problem in report.problems],
        batch=sortable_id(now),
        created_by=actor.name,
        created_at=now,
    )
    return queries.as_run(row)


@transaction.atomic
def change_columns(*, actor: Actor, number: int, columns: Columns, report: Report) -> ImportRun:
    """Another meaning of the columns for an import that was not started, with the report that it gives."""
    actor.require(Role.EDITOR)
    row = _find(actor, number)
    if row.state != "checked":
        raise Conflict(f"Import {number} is {row.state}.", cure="Upload the file again for another try.")
    row.columns = asdict(columns)
    row.counts = report.counts | {"rows": report.rows, "broken": report.problem_count}
    row.problems = [asdict(problem) for problem in report.problems]
    row.save()
    return queries.as_run(row)


@transaction.atomic
def begin_import(*, actor: Actor, number: int, product_id: int, job_id: int | None) -> ImportRun:
    """Mark an import as started; a second start is refused."""
    actor.require(Role.EDITOR)
    row = _find(actor, number)
    if row.state not in ("checked", "failed", "undone"):
        raise Conflict(f"Import {number} is {row.state}.", cure="See its page.")
    _require_idle(actor, row)
    row.state, row.product_id, row.job_id = "waiting", product_id, job_id
    row.save()
    return queries.as_run(row)


def perform_import(
    *,
    actor: Actor,
    now: datetime,
    number: int,
    skip_broken: bool = False,
    step: Step = lambda text, done, of: None,
) -> ImportOutcome:
    """Bring a registered file in. Checks the whole file first and writes nothing when a row is broken.

    May be repeated after a crash: rows that are there already stay as they are.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, number)
    if row.product_id is None:
        raise Invalid("No product was chosen for the import.", where=f"import {number}", cure="Choose one.")
    product = vision.product(actor=actor, id=row.product_id)
    path = kept_path(actor=actor, digest=row.digest)
    columns = Columns(**row.columns)
    try:
        learnt = checking.learn(
            path,
            file_name=row.file_name,
            source=row.source,
            columns=columns,
            encoding=columns.encoding,
            told=lambda rows: step("Checking rows", rows, 0),
        )
        report = learnt.report
        if report.problem_count and not skip_broken:
            raise broken(report)
        models.ImportRun.objects.filter(pk=row.pk).update(state="running")
        people = team.import_people(
            actor=actor,
            now=now,
            batch=row.batch,
            people=[
                ImportedPerson(row.source, name, name, leaves_on=learnt.leaves_on(name))
                for name in learnt.last_seen
            ],
        )
        outcome = roadmap.import_items(
            actor=actor,
            now=now,
            batch=row.batch,
            product_id=product.id,
            items=checking.items(path, learnt, skip_broken=skip_broken),
            people=people,
            progress=lambda done: step("Writing items", done, report.rows),
        )
    except Exception:
        models.ImportRun.objects.filter(pk=row.pk).update(state="failed")
        raise
    _finish(actor, now, row, report, outcome)
    return outcome


def _require_idle(actor: Actor, row: models.ImportRun) -> None:
    """Raise `Conflict` while the job of a failed import is about to try once more."""
    waiting = jobs.recent(actor=actor, limit=5, subject=Ref("connectors.import", row.pk))
    if any(job.id == row.job_id and job.state in ("waiting", "running") for job in waiting):
        cure = "Wait for its job, or cancel it."
        raise Conflict(f"Import {row.number} is about to try again.", cure=cure)


def broken(report: Report) -> Invalid:
    """The error for a file with broken rows; `extra` holds the first two hundred of them."""
    first = report.problems[0]
    rest = report.problem_count - 1
    more = f" {rest:,} more {'row is' if rest == 1 else 'rows are'} broken." if rest else ""
    return Invalid(
        first.text + more,
        where=f"{report.file}, row {first.row}" + (f", column '{first.column}'" if first.column else ""),
        cure=first.cure or "Mend the row, or leave broken rows out with --skip-broken.",
        code="broken_rows",
        extra={"problems": [str(problem) for problem in report.problems]},
    )


@transaction.atomic
def _finish(
    actor: Actor, now: datetime, row: models.ImportRun, report: Report, outcome: ImportOutcome
) -> None:
    counts = {name: value for name, value in asdict(outcome).items() if isinstance(value, int)}
    models.ImportRun.objects.filter(pk=row.pk).update(
        state="done",
        finished_at=now,
        counts=report.counts | counts | {"rows": report.rows, "broken": report.problem_count},
        warnings=[f"row {note.row}, {note.key}: {note.text}" for note in outcome.warnings[:500]],
    )
    journal.record(
        actor=actor,
        now=now,
        verb="import.done",
        subject=Ref("connectors.import", row.pk),
        title=row.file_name,
        changes={"made": [None, outcome.created], "changed": [None, outcome.updated]},
        batch=row.batch,
    )


@transaction.atomic
def undo_import(*, actor: Actor, now: datetime, number: int, force: bool = False) -> dict[str, int]:
    """Take a whole import back: items, versions, sprints and people that it made, and the values it
    changed.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, number)
    if row.state not in ("done", "failed"):
        raise Conflict(f"Import {number} is {row.state}.", cure="Only a finished import can be undone.")
    if row.state == "failed":
        _require_idle(actor, row)
    counts = roadmap.undo_import(actor=actor, now=now, batch=row.batch, force=force)
    counts["people"] = team.remove_imported(actor=actor, now=now, batch=row.batch)
    row.state, row.finished_at = "undone", now
    row.save()
    journal.record(
        actor=actor,
        now=now,
        verb="import.undone",
        subject=Ref("connectors.import", row.pk),
        title=row.file_name,
        changes={name: [None, many] for name, many in counts.items()},
    )
    # Another start of the same file is another batch, so that it can be undone by itself.
    models.ImportRun.objects.filter(pk=row.pk).update(batch=sortable_id(now))
    return counts


@transaction.atomic
def save_mapping(*, actor: Actor, now: datetime, name: str, columns: Columns) -> None:
    """Keep a mapping under a name; one of that name is replaced."""
    actor.require(Role.EDITOR)
    name = name.strip()
    if not name or len(name) > 100:
        raise Invalid("A mapping's name has 1 to 100 characters.", where="name", cure="Give a short name.")
    for header, field in columns.fields.items():
        if field not in FIELDS:
            raise Invalid(f"'{field}' is no field.", where=header, cure=f"Use one of: {', '.join(FIELDS)}.")
    row, fresh = models.Mapping.objects.update_or_create(
        workspace_id=actor.workspace_id,
        source=columns.connector,
        name=name,
        defaults={"columns": asdict(replace(columns, name=name))},
    )
    journal.record(
        actor=actor,
        now=now,
        verb="mapping.saved" if fresh else "mapping.replaced",
        subject=Ref("connectors.mapping", row.pk),
        title=name,
    )


def copy_file(*, actor: Actor, path: Path) -> tuple[str, int]:
    """Keep a file that lies on this machine."""
    try:
        with path.open("rb") as stream:
            return keep_file(actor=actor, stream=stream, name=path.name)
    except OSError as error:
        raise Invalid(
            f"The file cannot be read: {error.strerror}.", where=str(path), cure="Check its name."
        ) from None


def forget_file(*, actor: Actor, digest: str) -> None:
    """Remove a kept file that no import needs."""
    if not models.ImportRun.objects.filter(workspace_id=actor.workspace_id, digest=digest).exists():
        (_folder(actor) / Path(digest).name).unlink(missing_ok=True)


def _find(actor: Actor, number: int) -> models.ImportRun:
    queries.import_run(actor=actor, number=number)
    row = models.ImportRun.objects.get(workspace_id=actor.workspace_id, number=number)
    return queries.settled(actor, row)
