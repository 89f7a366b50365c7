"""Deciding what becomes of posts: one or many as one act, which can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import POST_STATES, ManyChanged, ManyUndone
from pilothouse.market.services.feedback import add_feedback, remove_feedback
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.posting import title_of

_REF = "market.post"
_VERB = "post.settled"
_MOST = 20_000
_ONCE = 500


@transaction.atomic
def settle_posts(*, actor: Actor, now: datetime, ids: Sequence[int], state: str) -> ManyChanged:
    """Accept posts, reject them, say that they are spam, or let them wait again. What is accepted stands in
    the inbox as new feedback; accepted no more, it lies in the trash. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    wanted, numbers = one_of({"state": state}, "state", POST_STATES), sorted(set(ids))
    if not numbers:
        raise Invalid("Nothing was chosen.", where="ids", cure="Tick the rows to change.")
    if len(numbers) > _MOST:
        cure = f"Choose up to {_MOST:,}."
        raise Invalid(f"{len(numbers):,} rows are too many for one act.", where="ids", cure=cure)
    batch, changed = sortable_id(now), 0
    for first in range(0, len(numbers), _ONCE):
        part = numbers[first : first + _ONCE]
        rows = _rows(actor, part)
        if len(rows) != len(part):
            raise NotFound("One of the posts does not exist any more.", cure="Reload the list.")
        told = [change for row in rows.values() if (change := _settled(actor, now, row, wanted))]
        changed += journal.record_many(actor=actor, now=now, changes=told, batch=batch)
    return ManyChanged(batch, len(numbers), changed)


@transaction.atomic
def change_post(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Post:
    """Settle one post. Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    known(values, ("state",))
    row = _rows(actor, [id]).get(id)
    if row is None:
        raise NotFound("There is no such post.", cure="See the list of what came in.")
    wanted = one_of(values, "state", POST_STATES)
    change = _settled(actor, now, row, wanted, version)
    if change:
        journal.record_many(actor=actor, now=now, changes=[change], batch=sortable_id(now))
    return queries.post(actor=actor, id=id)


@transaction.atomic
def undo_settled(*, actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give posts the state that they had before the act `batch`, unless they were settled again since. Raises
    `NotFound` when there was no such act."""
    actor.require(Role.EDITOR)
    entries = [row for row in recorded.batch(actor=actor, batch=batch) if row.verb == _VERB]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    back: dict[int, tuple[str, str]] = {}
    for entry in entries:
        before, after = entry.changes["state"]
        back[entry.subject.id] = before, after
    undone: list[Change] = []
    for row in _rows(actor, sorted(back)).values():
        before, after = back[row.pk]
        if row.state == after and (change := _settled(actor, now, row, before)):
            undone.append(change)
    journal.record_many(actor=actor, now=now, changes=undone, batch=sortable_id(now))
    return ManyUndone(len(undone), len(entries) - len(undone))


def _rows(actor: Actor, numbers: Sequence[int]) -> dict[int, models.Post]:
    own = models.Post.objects.filter(workspace_id=actor.workspace_id).select_related(
        "feedback", "portal", "key"
    )
    return own.in_bulk(numbers)


def _settled(
    actor: Actor, now: datetime, row: models.Post, state: str, version: int | None = None
) -> Change | None:
    """Store the state and what follows from it. Raises `Stale`."""
    before = row.state
    fields: dict[str, Any] = {"state": state, "is_judged": state != "waiting"}
    if not versions.apply(row, fields, expected=version) or before == state:
        return None
    if state == "accepted":
        _into_inbox(actor, now, row)
    elif before == "accepted" and row.feedback is not None and row.feedback.removed_at is None:
        remove_feedback(actor=actor, now=now, id=row.feedback.pk, version=None)
    return Change(_VERB, Ref(_REF, row.pk), title_of(row), {"state": [before, state]})


def _into_inbox(actor: Actor, now: datetime, row: models.Post) -> None:
    """What is accepted again is the feedback that it was before, with its links."""
    if row.feedback is not None:
        if row.feedback.removed_at is not None:
            versions.apply(row.feedback, {"removed_at": None}, expected=None)
        return
    made = add_feedback(
        actor=actor,
        now=now,
        text=row.text,
        author=row.author or row.email,
        received_on=row.received_at.date(),
        channel="customer",
    )
    models.Post.objects.filter(pk=row.pk).update(feedback_id=made.id)
