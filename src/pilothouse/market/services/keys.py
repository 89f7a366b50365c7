"""Keys of programs that send feedback: made, revoked, and what proves one."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as proving
from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Invalid, Unauthenticated
from pilothouse.kit.refs import Ref
from pilothouse.kit.storing import impatient
from pilothouse.kit.text import line
from pilothouse.market import contracts, models, queries

MARK = "pli_"
_MOST = 100
_USED_EVERY = timedelta(minutes=5)


@transaction.atomic
def add_intake_key(*, actor: Actor, now: datetime, name: str) -> contracts.NewIntakeKey:
    """Make a key with which a program may send feedback, and nothing else; its secret is known only now.
    Raises `Invalid`."""
    actor.require(Role.EDITOR)
    called = line({"name": name}, "name", 100, needed="Say which program it is for.")
    own = models.IntakeKey.objects.filter(workspace_id=actor.workspace_id, revoked_at=None)
    if own.count() >= _MOST:
        raise Invalid(f"There are {_MOST} keys already.", where="name", cure="Revoke some first.")
    prefix = MARK + secrets.token_hex(4)
    secret = prefix + secrets.token_hex(24)
    row = models.IntakeKey.objects.create(
        workspace_id=actor.workspace_id,
        name=called,
        prefix=prefix,
        digest=accounts.digest(secret),
        made_at=now,
    )
    _record(actor, now, "made", row)
    return contracts.NewIntakeKey(queries.shown_key(row), secret)


@transaction.atomic
def revoke_intake_key(*, actor: Actor, now: datetime, id: int) -> contracts.IntakeKey:
    """End a key for good. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.IntakeKey, actor, id, "key")
    if models.IntakeKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now):
        row.revoked_at = now
        _record(actor, now, "revoked", row)
    return queries.shown_key(row)


def authenticate_key(*, secret: str, now: datetime, network: str) -> Actor:
    """Who sends with a key: someone who may neither read nor change anything. Raises `Unauthenticated`, and
    `TooMany` when too many from `network` were unknown."""
    row = models.IntakeKey.objects.select_related("workspace").filter(digest=accounts.digest(secret)).first()
    if row is None:
        raise proving.unknown_secret(now=now, network=network) or _not_counting()
    if row.revoked_at is not None:
        raise _not_counting()
    if row.used_at is None or now - row.used_at > _USED_EVERY:
        with suppress(DatabaseError), impatient():
            models.IntakeKey.objects.filter(pk=row.pk).update(used_at=now)
    return Actor(
        user_id=None,
        name=row.name,
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace.slug,
        role=Role.VIEWER,
        scope=Scope.READ,
        channel="intake",
        token_id=row.pk,
    )


def _not_counting() -> Unauthenticated:
    return Unauthenticated("This key does not count.", cure="Make one on the page Ways in.")


def _record(actor: Actor, now: datetime, verb: str, row: models.IntakeKey) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=f"intake_key.{verb}",
        subject=Ref("market.intake_key", row.pk),
        title=row.name,
    )
