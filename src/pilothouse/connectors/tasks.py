"""Long work of the connectors."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from pilothouse.accounts import queries as accounts
from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import ImportRun, Undone
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.jobs import Progress, job, regular
from pilothouse.kit.refs import Ref


@job(name="connectors.check", title="Check a file", long=True)
def check_file(progress: Progress, *, actor: Actor, number: int, step: str) -> dict[str, object]:
    """Look at a large file before anything is brought in; then the wizard goes on with `step`."""
    services.perform_check(
        actor=actor, number=number, step=lambda text, done, of: progress.step(text, done=done, of=of)
    )
    return {"result_url": f"{wurl(actor, 'connectors:import', number)}?step={step}"}


def looked_at(actor: Actor, run: ImportRun, step: str) -> ImportRun:
    """`run` while a job checks its large file; `step` of the wizard comes then. Call in the transaction of
    its cause.
    """
    started = jobs.start(
        check_file,
        actor=actor,
        now=clock.now(),
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "step": step},
        title=f"Checking {run.file_name}",
    )
    services.worked_by(actor=actor, number=run.number, job_id=started.id)
    return run


@job(name="connectors.import", title="Import", long=True)
def import_file(progress: Progress, *, actor: Actor, number: int, skip_broken: bool) -> dict[str, object]:
    """Bring a checked file in."""

    def step(text: str, done: int, of: int) -> None:
        progress.step(text, done=done, of=of)

    taken = services.perform_import(
        actor=actor, now=clock.now(), number=number, skip_broken=skip_broken, step=step
    )
    return {
        "created": taken.created,
        "updated": taken.updated,
        "result_url": wurl(actor, "connectors:import", number),
    }


def begun(actor: Actor, run: ImportRun, *, product_id: int | None, skip_broken: bool = True) -> ImportRun:
    """`run` while a job brings its file in. Call in the transaction of its cause."""
    started = jobs.start(
        import_file,
        actor=actor,
        now=clock.now(),
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "skip_broken": skip_broken},
        title=f"Importing {run.file_name}",
    )
    return services.begin_import(actor=actor, number=run.number, product_id=product_id, job_id=started.id)


@job(name="connectors.undo", title="Undo an import", long=True)
def undo_file(progress: Progress, *, actor: Actor, number: int, force: bool, keep: bool) -> dict[str, object]:
    """Take an import of many rows back."""
    run = queries.import_run(actor=actor, number=number)
    page: dict[str, object] = {"result_url": wurl(actor, "connectors:import", number)}
    if run.state == "undone":  # it ended, and the worker before the job did
        return page
    undone = services.perform_undo(
        actor=actor,
        now=clock.now(),
        number=number,
        force=force,
        keep=keep,
        step=lambda text, done, of: progress.step(text, done=done, of=of),
    )
    return {"removed": undone.removed, "restored": undone.restored, "kept": undone.kept, **page}


@transaction.atomic
def undone(actor: Actor, number: int, *, force: bool, keep: bool) -> Undone | ImportRun:
    """Undo an import: at once when it is small, and else by a job; then the import is the answer."""
    run = queries.import_run(actor=actor, number=number)
    if not services.undo_is_long(run):
        return services.undo_import(actor=actor, now=clock.now(), number=number, force=force, keep=keep)
    services.require_undoable(actor=actor, number=number, force=force, keep=keep)
    started = jobs.start(
        undo_file,
        actor=actor,
        now=clock.now(),
        subject=Ref("connectors.import", run.id),
        arguments={"number": number, "force": force, "keep": keep},
        title=f"Undoing {run.file_name}",
    )
    services.worked_by(actor=actor, number=number, job_id=started.id)
    return queries.import_run(actor=actor, number=number)


@regular(seconds=3600)
def forget_uploads() -> None:
    """Forget files that were uploaded and never brought in, or were brought in long ago."""
    for row in accounts.all_workspaces():
        services.forget_abandoned(
            actor=accounts.system_actor(slug=row.slug, channel="job"),
            now=clock.now(),
            days=settings.PILOTHOUSE_UPLOAD_DAYS,
        )
