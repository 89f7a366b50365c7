"""Reading the record, newest first, always within the actor's workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from pilothouse.journal import models
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref


def history(*, actor: Actor, subject: Ref, limit: int = 50) -> tuple[Entry, ...]:
    """The last changes of one object."""
    rows = _of(actor).filter(subject_kind=subject.kind, subject_id=subject.id)[:limit]
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
) -> Page[Entry]:
    """Every change of the workspace; `kind` is a subject kind such as `roadmap.item`."""
    rows = _of(actor)
    if kind:
        rows = rows.filter(subject_kind=kind)
    if verb:
        rows = rows.filter(verb=verb)
    if actor_name:
        rows = rows.filter(actor_name=actor_name)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return paginate(rows, page, size, _entry)


def batch(*, actor: Actor, batch: str) -> Iterator[Entry]:
    """All entries of one batch, streamed, newest first."""
    for row in _of(actor).filter(batch=batch).iterator(chunk_size=1000):
        yield _entry(row)


def changed_since(*, actor: Actor, entry_id: int, kinds: tuple[str, ...]) -> bool:
    """Whether anything of the given kinds changed after entry `entry_id`."""
    return _of(actor).filter(id__gt=entry_id, subject_kind__in=kinds).exists()


def last_entry_id(*, actor: Actor) -> int:
    """The newest entry's number; 0 when there is none."""
    return _of(actor).values_list("id", flat=True).first() or 0


def _of(actor: Actor) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(workspace_id=actor.workspace_id)


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
