"""Risks: entered, changed, settled, removed and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.numbering import highest, numbered
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import lines
from pilothouse.risk import contracts, models, queries
from pilothouse.risk.services.register.fields import cleaned
from pilothouse.risk.services.stating import keep_stated
from pilothouse.risk.services.uncertainties import find as find_question

REF = "risk.risk"
CHANGED = "risk.changed"
_UNTOLD = ("settled_at", "settled_by")


@transaction.atomic
def add_risk(*, actor: Actor, now: datetime, values: Mapping[str, Any]) -> contracts.Risk:
    """Enter a risk: at least its event and its owner. `touches` are called as `Touching` knows them.

    Raises `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    given = cleaned(actor, {"event": ""} | dict(values))
    return queries.risk(actor=actor, id=made(actor=actor, now=now, given=given).pk)


def made(*, actor: Actor, now: datetime, given: Mapping[str, Any], **more: Any) -> models.Risk:
    """Store a new risk of cleaned values under the next number, and tell of it."""
    found = models.Risk.objects.filter(workspace_id=actor.workspace_id)
    settled = settling(actor=actor, now=now, given=given)
    row = numbered(
        lambda: highest(found),
        lambda number: models.Risk.objects.create(
            workspace_id=actor.workspace_id,
            number=number,
            **{"raised_on": now.date()} | dict(given) | settled | more,
        ),
    )
    told = {
        name: [None, versions.plain(value)]
        for name, value in given.items()
        if value not in (None, "", [], {})
    }
    journal.record(
        actor=actor,
        now=now,
        verb="risk.added",
        subject=Ref(REF, row.pk),
        title=row.event,
        changes=told,
    )
    keep_stated(actor=actor, now=now, ids=[row.pk])
    return row


@transaction.atomic
def add_from_question(*, actor: Actor, now: datetime, id: int, owner_id: int | None = None) -> contracts.Risk:
    """Enter an open question as a risk: its bad answer is the event. Both stay, joined; what the question's
    answer is worth then counts its risk once. Raises `Conflict` where it is in the register already."""
    actor.require(Role.EDITOR)
    question = find_question(actor, id)
    own = models.Risk.objects.filter(workspace_id=actor.workspace_id, question=question).first()
    if own is not None:
        raise Conflict(
            f"This question is in the register already, as R-{own.number}.", cure="Change it there."
        )
    owner = owner_id or question.owner_id
    values: dict[str, Any] = {
        "event": question.question[:300],
        "effect": question.wrong,
        "category": "requirements",
        "probability": question.chance if question.chance and question.chance < 1 else None,
        "delay_likely": question.wrong_days or None,
        "cost_likely_cents": question.wrong_cents or None,
        "touches": question.subjects or [question.scope],
        "owner_id": owner,
    }
    given = cleaned(actor, values)
    return queries.risk(actor=actor, id=made(actor=actor, now=now, given=given, question=question).pk)


@transaction.atomic
def change_risk(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None,
    values: Mapping[str, Any],
    why: str = "",
) -> contracts.Risk:
    """Change what is said of a risk; with `status` also settle or reopen it. Raises `Stale`, `Invalid`,
    `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    given = cleaned(actor, values, row)
    given |= settling(actor=actor, now=now, given=given, row=row)
    rows.change(
        row=row,
        values=given,
        actor=actor,
        now=now,
        version=version,
        verb=CHANGED,
        ref=REF,
        title=row.event,
        why=lines({"why": why}, "why", 10_000),
        untold=_UNTOLD,
    )
    keep_stated(actor=actor, now=now, ids=[id])
    return queries.risk(actor=actor, id=id)


def settling(
    *, actor: Actor, now: datetime, given: Mapping[str, Any], row: models.Risk | None = None
) -> dict[str, Any]:
    """When and by whom a risk is settled, where `given` says that it is."""
    status = given.get("status", "")
    if not status or (row is not None and row.status == status):
        return {}
    if status == "open":
        return {"settled_at": None, "settled_by": ""}
    return {"settled_at": now, "settled_by": actor.name}


@transaction.atomic
def remove_risk(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove a risk with its responses; returns the entry that restores it. Prefer to close it."""
    actor.require(Role.EDITOR)
    row, batch = find(actor, id), batch or sortable_id(now)
    for response in models.Response.objects.filter(risk=row):
        rows.remove(
            row=response,
            actor=actor,
            now=now,
            version=None,
            verb="risk.response_removed",
            ref="risk.response",
            title=response.title,
            batch=batch,
        )
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="risk.removed",
        ref=REF,
        title=row.event,
        batch=batch,
    )


def find(actor: Actor, id: int) -> models.Risk:
    return rows.find(models.Risk, actor, id, "risk")
