"""Writing the record. Call inside the transaction that makes the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pilothouse.journal import models
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref

_TOLD = ("workspace_id", "at", "actor_id", "actor_name", "channel", "why", "batch")


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
    _wait_for_seal([entry.pk], actor.workspace_id)
    return entry.pk


def record_many(*, actor: Actor, now: datetime, changes: Iterable[Change], batch: str, why: str = "") -> int:
    """Append one entry for each change of a batch; returns how many."""

    told = (actor.workspace_id, now, actor.user_id, actor.name, actor.channel, why, batch)
    numbers = bulk.insert_values(
        models.Entry,
        (*_TOLD, "verb", "subject_kind", "subject_id", "title", "changes"),
        (
            (*told, each.verb, each.subject.kind, each.subject.id, each.title[:300], each.changes)
            for each in changes
        ),
        numbered=True,
    )
    _wait_for_seal(numbers, actor.workspace_id)
    return len(numbers)


def _wait_for_seal(numbers: Sequence[int], workspace: int) -> None:
    """What is recorded becomes a link of the chain once it is committed; see `sealing`."""
    bulk.insert_values(
        models.Unsealed, ("entry_id", "workspace_id"), ((number, workspace) for number in numbers)
    )


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
