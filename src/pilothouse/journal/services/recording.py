"""Writing the record. Call inside the transaction that makes the change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pilothouse.journal import models
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref


def record(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    subject: Ref,
    title: str,
    changes: dict[str, list[Any]] | None = None,
    why: str = "",
    batch: str = "",
) -> int:
    """Append one entry and return its number. `verb` is past tense: `item.moved`."""
    change = Change(verb, subject, title, changes or {})
    entry = _row(change, actor=actor, now=now, why=why, batch=batch)
    entry.save(force_insert=True)
    _wait_for_seal([entry])
    return entry.pk


def record_many(*, actor: Actor, now: datetime, changes: Iterable[Change], batch: str, why: str = "") -> int:
    """Append one entry for each change of a batch; returns how many."""

    made = [_row(change, actor=actor, now=now, why=why, batch=batch) for change in changes]
    bulk.insert(made, numbered=True)
    _wait_for_seal(made)
    return len(made)


def _wait_for_seal(made: list[models.Entry]) -> None:
    """What is recorded becomes a link of the chain once it is committed; see `sealing`."""
    waiting = [models.Unsealed(entry_id=row.pk, workspace_id=row.workspace_id) for row in made]
    bulk.insert(waiting)


def _row(change: Change, *, actor: Actor, now: datetime, why: str, batch: str) -> models.Entry:
    return models.Entry(
        workspace_id=actor.workspace_id,
        at=now,
        actor_id=actor.user_id,
        actor_name=actor.name,
        channel=actor.channel,
        verb=change.verb,
        subject_kind=change.subject.kind,
        subject_id=change.subject.id,
        title=change.title[:300],
        changes=change.changes,
        why=why,
        batch=batch,
    )
