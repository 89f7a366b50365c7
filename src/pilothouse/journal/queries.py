"""Reading the record, newest first, always within the actor's workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from pilothouse.journal import models
from pilothouse.journal.contracts import Entry, Seen
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref

_RECENT = 5000
_MARKED = 20  # entries that may be written at once by as many people


def history(
    *, actor: Actor, subject: Ref, limit: int = 50, formerly: tuple[str, ...] = ()
) -> tuple[Entry, ...]:
    """The last changes of one object; `formerly` are kinds that it was recorded under before."""
    kinds = (subject.kind, *formerly)
    rows = _of(actor).filter(subject_kind__in=kinds, subject_id=subject.id)[:limit]
    return tuple(_entry(row) for row in rows)


def activity(
    *,
    actor: Actor,
    page: int = 1,
    size: int = 50,
    kind: str = "",
    verb: str = "",
    actor_name: str = "",
    since: datetime | None = None,
    subject: Ref | None = None,
) -> Page[Entry]:
    """Every change of the workspace; `kind` is a subject kind such as `roadmap.item`."""
    rows = _filtered(actor, kind=kind, verb=verb, actor_name=actor_name, since=since, subject=subject)
    return paginate(rows, page, size, _entry)


def every(
    *,
    actor: Actor,
    kind: str = "",
    verb: str = "",
    actor_name: str = "",
    since: datetime | None = None,
) -> Iterator[Entry]:
    """The same without pages, streamed in constant memory: for exports."""
    rows = _filtered(actor, kind=kind, verb=verb, actor_name=actor_name, since=since)
    for row in rows.iterator(chunk_size=1000):
        yield _entry(row)


def seen(*, actor: Actor) -> Seen:
    """What the last 5,000 entries hold, in order of the alphabet: the choices of a filter."""
    rows = list(_of(actor).values_list("subject_kind", "verb", "actor_name")[:_RECENT])
    kinds, verbs, people = (tuple(sorted({row[at] for row in rows})) for at in range(3))
    return Seen(kinds, verbs, people)


def batch(*, actor: Actor, batch: str) -> Iterator[Entry]:
    """All entries of one batch, streamed, newest first."""
    for row in _of(actor).filter(batch=batch).iterator(chunk_size=1000):
        yield _entry(row)


def last_entry_id(*, actor: Actor) -> int:
    """The newest entry's number; 0 when there is none."""
    return _of(actor).values_list("id", flat=True).first() or 0


def mark(*, actor: Actor, without: tuple[str, ...] = ()) -> str:
    """A mark of the record as it stands, leaving out entries about things of the kinds `without`.

    It changes with every entry, also with one that was begun before the newest and committed after it.
    """
    newest = list(_of(actor).exclude(subject_kind__in=without).values_list("id", flat=True)[:_MARKED])
    return f"{newest[0]}-{sum(newest)}" if newest else ""


def after(*, actor: Actor, entry_id: int, kind: str) -> Iterator[Entry]:
    """All entries about things of `kind` that are newer than entry `entry_id`, streamed."""
    for row in _of(actor).filter(id__gt=entry_id, subject_kind=kind).iterator(chunk_size=1000):
        yield _entry(row)


def entry(*, actor: Actor, id: int) -> Entry:
    """One entry. Raises `NotFound`."""
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such entry.", cure="See the activity page.")
    return _entry(row)


def _of(actor: Actor) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(workspace_id=actor.workspace_id)


def _filtered(
    actor: Actor,
    *,
    kind: str,
    verb: str,
    actor_name: str,
    since: datetime | None,
    subject: Ref | None = None,
) -> QuerySet[models.Entry]:
    wanted = {"subject_kind": kind, "verb": verb, "actor_name": actor_name}
    # PostgreSQL refuses NUL in text, and no stored text holds one.
    rows = _of(actor).filter(**{name: text.replace("\0", "") for name, text in wanted.items() if text})
    if since is not None:
        rows = rows.filter(at__gte=since)
    if subject is not None:
        rows = rows.filter(subject_kind=subject.kind, subject_id=subject.id)
    return rows


def _entry(row: models.Entry) -> Entry:
    return Entry(
        id=row.pk,
        at=row.at,
        actor_name=row.actor_name,
        channel=row.channel,
        verb=row.verb,
        subject=Ref(row.subject_kind, row.subject_id),
        title=row.title,
        changes=row.changes,
        why=row.why,
        batch=row.batch,
    )
