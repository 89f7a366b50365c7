"""Starting, watching, cancelling and retrying jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django_tasks import task

from pilothouse.kit import models
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref

Function = TypeVar("Function", bound=Callable[..., dict[str, Any]])


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as people see it. `state` is waiting, running, done, failed or cancelled."""

    id: int
    name: str
    title: str
    state: str
    step: str
    done: int
    of: int
    tries: int
    created_at: datetime
    finished_at: datetime | None
    result: dict[str, Any]
    problem: dict[str, Any]
    url: str
    cancel_url: str
    retry_url: str
    result_url: str
    actor_name: str

    @property
    def error(self) -> str:
        """What went wrong and how to mend it, in one line."""
        place = f"{self.problem['where']}: " if self.problem.get("where") else ""
        return f"{place}{self.problem.get('detail', '')} {self.problem.get('cure', '')}".strip()


registry: dict[str, tuple[Callable[..., dict[str, Any]], str]] = {}


def job(*, name: str, title: str) -> Callable[[Function], Function]:
    """Mark `function(progress, *, actor, **arguments) -> dict` as a job called `name` (`room.verb`).

    A key `result_url` in what it returns is where people go when it is done.
    """

    def mark(function: Function) -> Function:
        registry[name] = (function, title)
        function.job_name = name  # type: ignore[attr-defined]
        return function

    return mark


@task()
def run_job(job_id: int) -> None:
    """The queue's side of a job."""
    from pilothouse.kit.jobs.running import run

    run(job_id)


@transaction.atomic
def start(
    function: Callable[..., dict[str, Any]],
    *,
    actor: Actor,
    now: datetime,
    arguments: dict[str, Any] | None = None,
    subject: Ref | None = None,
    title: str | None = None,
) -> JobStatus:
    """Enqueue a job; it exists if and only if the surrounding transaction commits. `arguments` are plain JSON."""
    name: str = function.job_name  # type: ignore[attr-defined]
    row = models.Job.objects.create(
        workspace_id=actor.workspace_id,
        name=name,
        title=title or registry[name][1],
        actor=actor.as_json(),
        arguments=arguments or {},
        subject=str(subject or ""),
        created_at=now,
    )
    run_job.enqueue(row.pk)
    return as_status(row)


def status(*, actor: Actor, id: int) -> JobStatus:
    """One job of the workspace. Raises `NotFound`."""
    return as_status(_find(actor, id))


def recent(*, actor: Actor, limit: int = 20, subject: Ref | None = None) -> tuple[JobStatus, ...]:
    """The newest jobs of the workspace, or of one subject."""
    rows = models.Job.objects.filter(workspace_id=actor.workspace_id)
    if subject is not None:
        rows = rows.filter(subject=str(subject))
    return tuple(as_status(row) for row in rows[:limit])


@transaction.atomic
def cancel(*, actor: Actor, now: datetime, id: int) -> JobStatus:
    """Ask a job to stop; a running one stops at its next step. Finished ones stay as they are."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if row.state == "waiting":
        models.Job.objects.filter(pk=row.pk, state="waiting").update(state="cancelled", finished_at=now)
    elif row.state == "running":
        models.Job.objects.filter(pk=row.pk).update(cancel_asked_at=now)
    return as_status(_find(actor, id))


@transaction.atomic
def retry(*, actor: Actor, now: datetime, id: int) -> JobStatus:
    """Start a failed or cancelled job again, with five new tries."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if row.state not in ("failed", "cancelled"):
        raise Conflict(f"The job is {row.state}.", where=row.title, cure="Only failed or cancelled jobs start again.")
    models.Job.objects.filter(pk=row.pk).update(
        state="waiting", tries=0, problem=None, step="", done=0, of=0, cancel_asked_at=None, finished_at=None
    )
    run_job.enqueue(row.pk)
    return as_status(_find(actor, id))


def requeue(row: models.Job, *, now: datetime, wait: timedelta) -> None:
    """Hand a job that lost its worker, or failed by accident, to the queue again after `wait`."""
    models.Job.objects.filter(pk=row.pk).update(state="waiting", step="Waiting to start again")
    run_job.using(run_after=now + wait).enqueue(row.pk)


def as_status(row: models.Job) -> JobStatus:
    slug = row.actor["workspace_slug"]
    result = row.result or {}
    return JobStatus(
        id=row.pk,
        name=row.name,
        title=row.title,
        state=row.state,
        step=row.step,
        done=row.done,
        of=row.of,
        tries=row.tries,
        created_at=row.created_at,
        finished_at=row.finished_at,
        result=result,
        problem=row.problem or {},
        url=_url("kit:job", slug, row.pk),
        cancel_url=_url("kit:cancel-job", slug, row.pk),
        retry_url=_url("kit:retry-job", slug, row.pk),
        result_url=str(result.get("result_url", "")),
        actor_name=row.actor["name"],
    )


def _url(name: str, slug: str, id: int) -> str:
    try:
        return reverse(name, args=(slug, id))
    except NoReverseMatch:
        return ""


def _find(actor: Actor, id: int) -> models.Job:
    row = models.Job.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such job.", cure="See the list of jobs.")
    return row
