"""Starting, watching, cancelling and retrying jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar, cast, get_args

from django.db import transaction
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from pilothouse.kit import models
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound, place_of
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref

SECONDS = 3600.0  # that a job takes at most, unless its kind says otherwise
Outcome = dict[str, Any] | None
State = Literal["waiting", "running", "done", "failed", "cancelled"]
STATES: tuple[str, ...] = get_args(State)
Function = TypeVar("Function", bound=Callable[..., Outcome])


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Long work and how far it is. `problem` is what went wrong, as a problem document; else empty."""

    id: int
    name: str
    title: str
    state: State
    step: str
    done: int
    of: int
    tries: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any]
    problem: dict[str, Any]
    subject: str
    url: str
    result_url: str
    actor_name: str
    is_stopping: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens unless somebody retries it."""
        return self.state in ("done", "failed", "cancelled")

    @property
    def error(self) -> str:
        """What went wrong and how to fix it, in one line."""
        where = place_of(self.problem.get("where", ""), self.problem.get("code", ""))
        place = f"{where}: " if where else ""
        return f"{place}{self.problem.get('detail', '')} {self.problem.get('cure', '')}".strip()


@dataclass(frozen=True, slots=True)
class Known:
    """A job that this program can run, and who may start it; see `job`."""

    function: Callable[..., Outcome]
    title: str
    role: Role
    quiet: bool = False
    apart: bool = False
    long: bool = False
    seconds: float = SECONDS


registry: dict[str, Known] = {}

# Set when a job was enqueued in this process, so that a worker thread beside need not wait for its next look.
bell = threading.Event()


def job(
    *,
    name: str,
    title: str,
    role: Role = Role.EDITOR,
    quiet: bool = False,
    apart: bool = False,
    long: bool = False,
    seconds: float = SECONDS,
) -> Callable[[Function], Function]:
    """Mark `function(progress, *, actor, **arguments) -> dict` as a job called `name` (`room.verb`).

    A key `result_url` in what it returns is where people go when it is done. Who starts, cancels or retries
    it needs `role`. A `quiet` job, which runs often and has nothing to show, leaves the list when it is done.
    One that computes runs `apart`, in a process that is ended when it takes too long or too much; any other
    ends at its first step after `seconds`. A workspace has one job at a time that is `long` or runs apart.
    """

    def mark(function: Function) -> Function:
        registry[name] = Known(function, title, role, quiet, apart, long or apart, seconds)
        function.job_name = name  # type: ignore[attr-defined]
        return function

    return mark


@transaction.atomic
def start(
    function: Callable[..., Outcome],
    *,
    actor: Actor,
    now: datetime,
    arguments: dict[str, Any] | None = None,
    subject: Ref | None = None,
    title: str | None = None,
) -> JobStatus:
    """Enqueue a job; it exists if and only if the surrounding transaction commits.

    `arguments` are plain JSON. While an equal job still waits, that one is returned instead of another.
    """
    name: str = function.job_name  # type: ignore[attr-defined]
    known = registry[name]
    actor.require(known.role)
    about = {"workspace_id": actor.workspace_id, "name": name, "subject": str(subject or "")}
    arguments = arguments or {}
    for row in models.Job.objects.filter(**about, state="waiting", tries=0)[:50]:
        if row.arguments == arguments:
            return as_status(row, actor)
    row = models.Job.objects.create(
        **about, title=title or known.title, actor=actor.as_json(), arguments=arguments, created_at=now
    )
    transaction.on_commit(bell.set)
    return as_status(row, actor)


def requeue(row: models.Job, *, now: datetime, wait: timedelta, tries: int) -> bool:
    """Hand the job of a run that ended badly to the queue again after `wait`; False when it is another's."""
    with transaction.atomic():
        mine = models.Job.objects.filter(pk=row.pk, state="running", tries=row.tries)
        due = now + wait if wait else None
        fresh = {"step": "Waiting to start again", "done": 0, "of": 0}
        if not mine.update(state="waiting", tries=tries, due_at=due, **fresh):
            return False
        transaction.on_commit(bell.set)
    return True


def status(*, actor: Actor, id: int) -> JobStatus:
    """One job of the workspace. Raises `NotFound`."""
    return as_status(_find(actor, id), actor)


def recent(*, actor: Actor, limit: int = 20, subject: Ref | None = None) -> tuple[JobStatus, ...]:
    """The newest jobs of the workspace, or of one subject."""
    rows = models.Job.objects.filter(workspace_id=actor.workspace_id)
    if subject is not None:
        rows = rows.filter(subject=str(subject))
    return tuple(as_status(row, actor) for row in rows[:limit])


def listed(*, actor: Actor, state: str = "", page: int = 1, size: int = 50) -> Page[JobStatus]:
    """Jobs of the workspace, newest first, all or those in one state. Raises `Invalid` for no such state."""
    return paginate(_rows(actor, state), page, size, lambda row: as_status(row, actor))


def every(*, actor: Actor, state: str = "") -> Iterator[JobStatus]:
    """All that `listed` gives, read while it is used."""
    return (as_status(row, actor) for row in _rows(actor, state).iterator(500))


def _rows(actor: Actor, state: str) -> QuerySet[models.Job]:
    if state and state not in STATES:
        known = ", ".join(STATES)
        raise Invalid(f"'{state[:20]}' is no state of a job.", where="state", cure=f"Use one of {known}.")
    rows = models.Job.objects.filter(workspace_id=actor.workspace_id)
    return rows.filter(state=state) if state else rows


@transaction.atomic
def cancel(*, actor: Actor, now: datetime, id: int) -> JobStatus:
    """Ask a job to stop; a running one stops at its next step. Finished ones stay as they are."""
    row = _find(actor, id)
    actor.require(_role(row))
    same = models.Job.objects.filter(pk=row.pk)
    if not same.filter(state="waiting").update(state="cancelled", step="", finished_at=now):
        same.filter(state="running", cancel_asked_at=None).update(cancel_asked_at=now)
    return status(actor=actor, id=id)


@transaction.atomic
def retry(*, actor: Actor, now: datetime, id: int) -> JobStatus:
    """Start a failed or cancelled job again, with five new tries. Raises `Conflict` for any other."""
    row = _find(actor, id)
    actor.require(_role(row))
    over = models.Job.objects.filter(pk=row.pk, state__in=("failed", "cancelled"))
    empty = ("due_at", "problem", "result", "cancel_asked_at", "finished_at")
    if not over.update(state="waiting", tries=0, step="", done=0, of=0, **dict.fromkeys(empty)):
        cure = "Only failed or cancelled jobs start again."
        raise Conflict(f"The job is {row.state}.", where=row.title, cure=cure)
    transaction.on_commit(bell.set)
    return status(actor=actor, id=id)


def as_status(row: models.Job, actor: Actor) -> JobStatus:
    """`row` as `actor` sees it, with addresses in the actor's workspace."""
    slug = actor.workspace_slug
    result = row.result or {}
    return JobStatus(
        id=row.pk,
        name=row.name,
        title=row.title,
        state=cast(State, row.state),
        step=row.step,
        done=row.done,
        of=row.of,
        tries=row.tries,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=result,
        problem=row.problem or {},
        subject=row.subject,
        url=_url("kit:job", slug, row.pk),
        result_url=str(result.get("result_url", "")),
        actor_name=row.actor["name"],
        is_stopping=row.state == "running" and row.cancel_asked_at is not None,
    )


def _role(row: models.Job) -> Role:
    return registry[row.name].role if row.name in registry else Role.EDITOR


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
