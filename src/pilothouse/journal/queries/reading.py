"""Reading the record, newest first, always within the actor's workspace."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from pilothouse.journal import models
from pilothouse.journal.contracts import Entry, Seen, Wanted
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref

_RECENT = 5000
_PORTION = 500
_MARKED = 20  # entries that may be written at once by as many people


def history(
    *, actor: Actor, subject: Ref, limit: int = 50, formerly: tuple[str, ...] = ()
) -> tuple[Entry, ...]:
    """The last changes of one object; `formerly` are kinds that it was recorded under before."""
    kinds = (subject.kind, *formerly)
    rows = of(actor).filter(subject_kind__in=kinds, subject_id=subject.id)[:limit]
    return tuple(as_entry(row) for row in rows)


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
    wanted = Wanted(kind=kind, verb=verb, person=actor_name, since=since, subject=subject)
    return paginate(filtered(actor, wanted), page, size, as_entry)


def every(*, actor: Actor, kind: str = "", verb: str = "") -> Iterator[Entry]:
    """The same without pages, streamed in constant memory."""
    return each(actor=actor, wanted=Wanted(kind=kind, verb=verb))


def each(*, actor: Actor, wanted: Wanted) -> Iterator[Entry]:
    """All entries that are `wanted`, streamed in constant memory: for exports."""
    for row in filtered(actor, wanted).iterator(chunk_size=1000):
        yield as_entry(row)


def seen(*, actor: Actor) -> Seen:
    """What the last 5,000 entries hold, in order of the alphabet: the choices of a filter."""
    rows = list(of(actor).values_list("subject_kind", "verb", "actor_name")[:_RECENT])
    kinds, verbs, people = (tuple(sorted({row[at] for row in rows})) for at in range(3))
    return Seen(kinds, verbs, people)


def batch(*, actor: Actor, batch: str) -> Iterator[Entry]:
    """All entries of one batch, streamed, newest first."""
    for row in of(actor).filter(batch=batch).iterator(chunk_size=1000):
        yield as_entry(row)


def subjects(*, actor: Actor, batch: str, verb: str) -> set[int]:
    """Numbers of the things that entries of one batch with that verb are about."""
    rows = of(actor).filter(batch=batch, verb=verb).order_by()
    return set(rows.values_list("subject_id", flat=True).iterator(chunk_size=1000))


def last_of_batch(*, actor: Actor, batch: str, without: tuple[str, ...] = ()) -> int:
    """The number of the newest entry of one batch, but for those with a verb of `without`; 0 when there is
    none.
    """
    rows = of(actor).filter(batch=batch).exclude(verb__in=without)
    return rows.values_list("id", flat=True).first() or 0


def many_of(*, actor: Actor, batch: str, verbs: tuple[str, ...]) -> int:
    """How many entries of one batch have one of `verbs`."""
    return of(actor).filter(batch=batch, verb__in=verbs).count()


def portions(*, actor: Actor, batch: str, verbs: tuple[str, ...], about: str = "") -> Iterator[list[Entry]]:
    """The entries of one batch with one of `verbs`, newest first, by five hundreds; what is written to the
    batch meanwhile is not among them. Where `about` names a field, those that changed it.
    """
    # Only the numbers are kept: asked for by pages in order, SQLite would sort the whole batch for each.
    rows = of(actor).filter(batch=batch, verb__in=verbs).order_by()
    if about:
        rows = rows.filter(changes__has_key=about)
    numbers = array("q", sorted(rows.values_list("id", flat=True).iterator(chunk_size=1000), reverse=True))
    for first in range(0, len(numbers), _PORTION):
        part = of(actor).filter(pk__in=numbers[first : first + _PORTION].tolist())
        yield [as_entry(row) for row in part]


def last_entry_id(*, actor: Actor) -> int:
    """The newest entry's number; 0 when there is none."""
    return of(actor).values_list("id", flat=True).first() or 0


class Touched(NamedTuple):
    """What an entry is about."""

    entry_id: int
    subject_kind: str
    subject_id: int


def mark(*, actor: Actor, without: tuple[str, ...] = ()) -> str:
    """A mark of the record as it stands, leaving out entries about things of the kinds `without`.

    It changes with every entry, also with one that was begun before the newest and committed after it.
    """
    return mark_of(newest(actor=actor, without=without))


def newest(*, actor: Actor, without: tuple[str, ...] = ()) -> tuple[Touched, ...]:
    """What the entries are about that make the mark, the newest first."""
    return tuple(Touched(*row) for row in _newest(actor.workspace_id, without=without))


@prepared
def _newest(workspace_id: int, *, without: tuple[str, ...]) -> QuerySet[models.Entry, tuple[int, str, int]]:
    rows = models.Entry.objects.filter(workspace_id=workspace_id).exclude(subject_kind__in=without)
    return rows.values_list("id", "subject_kind", "subject_id")[:_MARKED]


def mark_of(entries: Sequence[Touched]) -> str:
    """The mark that these, the newest entries, make."""
    return f"{entries[0].entry_id}-{sum(row.entry_id for row in entries)}" if entries else ""


def after(*, actor: Actor, entry_id: int, kind: str) -> Iterator[Entry]:
    """All entries about things of `kind` that are newer than entry `entry_id`, streamed."""
    for row in of(actor).filter(id__gt=entry_id, subject_kind=kind).iterator(chunk_size=1000):
        yield as_entry(row)


def following(*, actor: Actor, entry_id: int, limit: int) -> tuple[Entry, ...]:
    """At most `limit` entries that are newer than entry `entry_id`, the oldest first."""
    rows = of(actor).filter(id__gt=entry_id).order_by("id")[:limit]
    return tuple(as_entry(row) for row in rows)


def newest_anywhere() -> int:
    """The newest entry's number, of whatever workspace; 0 when there is none."""
    return models.Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def entry(*, actor: Actor, id: int) -> Entry:
    """One entry. Raises `NotFound`."""
    row = of(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such entry.", cure="See the activity page.")
    return as_entry(row)


def of(actor: Actor) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(workspace_id=actor.workspace_id)


def filtered(actor: Actor, wanted: Wanted) -> QuerySet[models.Entry]:
    """The rows of the workspace that are `wanted`, newest first."""
    texts = {
        "subject_kind": wanted.kind,
        "verb": wanted.verb,
        "actor_name": wanted.person,
        "batch": wanted.batch,
    }
    # PostgreSQL refuses NUL in text, and no stored text holds one.
    rows = of(actor).filter(**{name: text.replace("\0", "") for name, text in texts.items() if text})
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    if wanted.subject is not None:
        rows = rows.filter(subject_kind=wanted.subject.kind, subject_id=wanted.subject.id)
    return rows


def as_entry(row: models.Entry) -> Entry:
    return Entry(
        id=row.pk,
        at=row.at,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        channel=row.channel,
        verb=row.verb,
        subject=Ref(row.subject_kind, row.subject_id),
        title=row.title,
        changes=row.changes,
        why=row.why,
        batch=row.batch,
    )
