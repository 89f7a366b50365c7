"""Findings that were relayed, the open ones first; who has seen and answered them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.concerns import Concern
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import Relay, RelayReader

KIND = "market.relay"


def relays(*, actor: Actor, today: date, state: str = "", page: int = 1, size: int = 50) -> Page[Relay]:
    """Relayed findings, those without an answer first, newest first: `mine` were sent to the actor, `sent` by
    them. Three statements, and one for each kind of thing that is named."""
    rows = _full(_narrowed(actor, state)).order_by(F("answered_at").desc(nulls_first=True), "-sent_at", "-pk")
    found = paginate(rows, page, size, lambda row: row)
    return Page(_shown(actor, found.rows, today), found.total, found.page, found.size)


def relay(*, actor: Actor, id: int, today: date) -> Relay:
    """One of them. Raises `NotFound`, alike for one of another workspace."""
    row = _full(own_relays(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such relayed finding.", cure="It may have been taken back.")
    return _shown(actor, (row,), today)[0]


def relays_of(*, actor: Actor, about: Ref, today: date) -> tuple[Relay, ...]:
    """To whom a finding was relayed, newest first."""
    return _shown(actor, _full(own_relays(actor)).filter(subject=str(about)), today)


def my_relays(*, actor: Actor, today: date, most: int) -> tuple[Relay, ...]:
    """What waits for an answer of the actor, and what the actor sent that is overdue; the oldest first."""
    me = actor.user_id or 0
    waiting = Q(readers__user=me, readers__answered_at=None)
    rows = own_relays(actor).filter(answered_at=None)
    found = rows.filter(waiting | Q(sent_by=me, due_on__lt=today)).distinct().order_by("sent_at", "pk")
    return _shown(actor, _full(found)[:most], today)


def relays_concern(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members to whom the relayed findings among `refs` were sent, and who sent them."""
    ids = [ref.id for ref in map(Ref.parse, refs) if ref.kind == KIND]
    if not ids:
        return
    for row in own_relays(actor).filter(pk__in=ids).prefetch_related("readers"):
        for reader in row.readers.all():
            yield Concern(f"{KIND}:{row.pk}", reader.user_id, "assigned")
        if row.sent_by_id is not None:
            yield Concern(f"{KIND}:{row.pk}", row.sent_by_id, "owner")


def named_relays(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    return [
        Subject(f"{KIND}:{row.pk}", title, title, open=row.answered_at is None)
        for row in own_relays(actor).filter(pk__in=ids)
        for title in (relay_title(row),)
    ]


def relay_title(row: models.Relay) -> str:
    """What the record calls it: what kind of finding went to whom, not what that says, which may name
    somebody."""
    kind = row.subject.partition(":")[0].partition(".")[2].replace("_", " ")
    return f"{kind.capitalize()} relayed to {row.to_name}"


def own_relays(actor: Actor) -> QuerySet[models.Relay]:
    """Those of the workspace that were not taken back."""
    return models.Relay.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def _narrowed(actor: Actor, state: str) -> QuerySet[models.Relay]:
    rows, me = own_relays(actor), actor.user_id or 0
    if state == "open":
        return rows.filter(answered_at=None)
    if state == "answered":
        return rows.exclude(answered_at=None)
    if state == "mine":
        return rows.filter(readers__user=me)
    return rows.filter(sent_by=me) if state == "sent" else rows


def _full(rows: QuerySet[models.Relay]) -> QuerySet[models.Relay]:
    return rows.prefetch_related("readers__user")


def _shown(actor: Actor, rows: Iterable[Any], today: date) -> tuple[Relay, ...]:
    found = tuple(rows)
    refs = [row.subject for row in found] + [each.done for row in found for each in row.readers.all()]
    subjects = named(actor=actor, refs=refs)
    return tuple(
        Relay(
            id=row.pk,
            subject=subjects[row.subject],
            why=row.why,
            to=row.to_name,
            sent_by=row.sent_name,
            sent_by_id=row.sent_by_id,
            sent_at=row.sent_at,
            due_on=row.due_on,
            is_overdue=row.answered_at is None and row.due_on is not None and row.due_on < today,
            readers=tuple(
                RelayReader(
                    user_id=each.user_id,
                    name=each.user.name,
                    seen_at=each.seen_at,
                    answered_at=each.answered_at,
                    answer=each.answer,
                    done=subjects.get(each.done),
                )
                for each in row.readers.all()
            ),
            version=row.version,
        )
        for row in found
    )
