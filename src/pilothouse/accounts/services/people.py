"""The accounts of people who log in."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.shared import member_called, ref
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Scope
from pilothouse.kit.errors import Conflict, Forbidden, Invalid


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


@transaction.atomic
def change_password(*, actor: Actor, now: datetime, current: str, new: str) -> None:
    """Change the actor's own password. Raises `Invalid` when `current` is wrong or `new` too weak."""
    row = _person(actor)
    if not row.check_password(current):
        raise Invalid("This is not your present password.", where="current")
    _set_password(row, new)
    journal.record(
        actor=actor, now=now, verb="password.changed", subject=ref("person", row.pk), title=row.name
    )


@transaction.atomic
def reset_password(*, actor: Actor, now: datetime, email: str, new: str) -> None:
    """Give a member a new password: only for the administrator's shell, since nobody here can read mail."""
    if actor.user_id is not None:
        raise Forbidden("Only the administrator's shell sets another person's password.")
    row = member_called(actor, email)
    _set_password(row, new)
    journal.record(actor=actor, now=now, verb="password.reset", subject=ref("person", row.pk), title=row.name)


def new_user(email: str, name: str, password: str | None) -> models.User:
    name = rules.name(name, where="person")
    if password is not None:
        rules.password(password, models.User(email=email, name=name))
    try:
        with transaction.atomic():
            return models.User.objects.create_user(email, password, name=name)
    except IntegrityError:
        raise Conflict(f"{email} has an account already.", where="email", cure="Log in.") from None


def _set_password(row: models.User, password: str) -> None:
    rules.password(password, row)
    row.set_password(password)
    row.save(update_fields=["password"])


def _person(actor: Actor) -> models.User:
    if actor.user_id is None or actor.scope is not Scope.ADMIN:
        raise Forbidden("Only a person who is logged in changes an account.", cure="Log in with a browser.")
    return models.User.objects.get(pk=actor.user_id)
