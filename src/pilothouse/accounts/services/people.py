"""What people change of their own accounts: the name and the password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.ending import end_tokens_everywhere
from pilothouse.accounts.services.proving import present_password
from pilothouse.accounts.services.shared import member_called, ref
from pilothouse.accounts.services.users import take_password
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Scope
from pilothouse.kit.errors import Forbidden, Invalid


@transaction.atomic
def change_profile(
    *, actor: Actor, now: datetime, name: str, expected: int | None = None
) -> contracts.Profile:
    """Change the actor's own name."""
    row = _person(actor)
    changes = versions.apply(row, {"name": rules.name(name)}, expected=expected)
    if changes:
        subject = ref("person", row.pk)
        journal.record(
            actor=actor, now=now, verb="profile.changed", subject=subject, title=row.name, changes=changes
        )
    return queries.profile(user_id=row.pk)


def change_password(*, actor: Actor, now: datetime, current: str, new: str, keep_tokens: bool = False) -> int:
    """Change the actor's own password, which ends every session and, unless `keep_tokens`, every API token of
    theirs in any workspace. Returns how many tokens ended.

    Raises `Invalid` when `current` is wrong or `new` too weak, `TooMany` with the sixth wrong one.
    """
    row = _person(actor)
    # Before the transaction, which would take the counting back with the refusal.
    if not present_password(now=now, user=row, password=current):
        raise Invalid("This is not your present password.", where="current")
    take_password(row, new)
    return _store_password(actor, now, row, "password.changed", keep_tokens=keep_tokens)


def reset_password(*, actor: Actor, now: datetime, email: str, new: str, keep_tokens: bool = False) -> int:
    """Give a member a new password, with the same effect: only for the administrator's shell, since nobody
    here can read mail."""
    if actor.user_id is not None:
        raise Forbidden("Only the administrator's shell sets another person's password.")
    row = member_called(actor, email)
    take_password(row, new)
    return _store_password(actor, now, row, "password.reset", keep_tokens=keep_tokens)


@transaction.atomic
def _store_password(actor: Actor, now: datetime, row: models.User, verb: str, *, keep_tokens: bool) -> int:
    row.save(update_fields=["password"])
    journal.record(actor=actor, now=now, verb=verb, subject=ref("person", row.pk), title=row.name)
    return 0 if keep_tokens else end_tokens_everywhere(actor=actor, now=now, user_id=row.pk)


def _person(actor: Actor) -> models.User:
    if actor.user_id is None or actor.scope is not Scope.ADMIN:
        raise Forbidden("Only a person who is logged in changes an account.", cure="Log in with a browser.")
    return models.User.objects.get(pk=actor.user_id)
