"""Founding and changing a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.proving import right_setup_code
from pilothouse.accounts.services.shared import locked_workspace, ref
from pilothouse.accounts.services.users import new_user, store_user
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Forbidden


def found_workspace(
    *,
    now: datetime,
    name: str,
    slug: str,
    email: str,
    person: str,
    password: str | None,
    is_demo: bool = False,
    currency: str = "EUR",
    channel: str = "web",
) -> contracts.Workspace:
    """Make a workspace and its first owner; a password of None cannot be logged in with.

    Raises `Conflict` when the slug is taken. A user who exists already keeps name and password.
    """
    name, currency = rules.name(name), rules.currency(currency)
    if models.Workspace.objects.filter(slug=slug).exists():
        raise _taken(slug)
    return _founded(now, name, slug, _owner(email, person, password), is_demo, currency, channel)


def _owner(email: str, person: str, password: str | None) -> models.User:
    """Who has the address, or somebody new, not stored yet."""
    email = rules.email(email)
    return models.User.objects.filter(email=email).first() or new_user(email, person, password)


def _taken(slug: str) -> Conflict:
    return Conflict(f"There is already a workspace '{slug}'.", where="slug", cure="Choose another name.")


@transaction.atomic
def _founded(
    now: datetime, name: str, slug: str, user: models.User, is_demo: bool, currency: str, channel: str
) -> contracts.Workspace:
    if user.pk is None:
        store_user(user)
    try:
        with transaction.atomic():
            row = models.Workspace.objects.create(
                name=name, slug=slug, is_demo=is_demo, currency=currency, created_at=now
            )
    except IntegrityError:
        raise _taken(slug) from None
    models.Membership.objects.create(workspace=row, user=user, role=Role.OWNER)
    actor = queries.actor_for(user_id=user.pk, slug=slug, channel=channel)
    changes = {"name": [None, name], "currency": [None, currency], "owner": [None, user.email]}
    journal.record(
        actor=actor,
        now=now,
        verb="workspace.founded",
        subject=ref("workspace", row.pk),
        title=name,
        changes=changes,
    )
    return queries.workspace(slug)


def set_up(
    *,
    now: datetime,
    code: str,
    name: str,
    email: str,
    person: str,
    password: str,
    currency: str = "EUR",
    network: str = "",
) -> contracts.Workspace:
    """The first run: found the first workspace. Raises `Forbidden` for a wrong code, `TooMany` with the sixth
    from one network, and `Conflict` once there is a workspace."""
    if not right_setup_code(now=now, code=code, network=network):
        cure = "`pilothouse serve` prints it; `pilothouse init` needs none."
        raise Forbidden("This is not the set-up code of this server.", where="code", cure=cure)
    _must_be_first()
    name, currency, user = rules.name(name), rules.currency(currency), _owner(email, person, password)
    with transaction.atomic():
        _must_be_first()
        return _founded(now, name, queries.free_slug(name), user, False, currency, "web")


def _must_be_first() -> None:
    if not queries.needs_setup():
        raise Conflict(
            "This installation is set up already.", cure="Log in, or ask an owner for an invitation."
        )


@transaction.atomic
def change_workspace(
    *,
    actor: Actor,
    now: datetime,
    name: str | None = None,
    currency: str | None = None,
    expected: int | None = None,
) -> contracts.Workspace:
    """Rename the workspace or set its currency; stored amounts are not converted. For owners."""
    actor.require(Role.OWNER)
    row = locked_workspace(actor)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = rules.name(name)
    if currency is not None:
        values["currency"] = rules.currency(currency)
    changes = versions.apply(row, values, expected=expected)
    if changes:
        subject = ref("workspace", row.pk)
        journal.record(
            actor=actor, now=now, verb="workspace.changed", subject=subject, title=row.name, changes=changes
        )
    return queries.workspace_of(actor=actor)
