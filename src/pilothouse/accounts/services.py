"""Verbs of accounts. No secret, password or digest ever reaches the journal."""

from __future__ import annotations

import hmac
import secrets
import string
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from pilothouse.kit.refs import Ref

INVITATION_DAYS = 7
TOKEN_DAYS = 90
MOST_TOKEN_DAYS = 366

_USED_EVERY = timedelta(minutes=5)
_LETTERS = string.ascii_letters + string.digits
_SECRET_LETTERS = 36  # of 62 kinds: 214 random bits


# Workspaces


@transaction.atomic
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
    name, currency = rules.line(name, where="name"), rules.currency(currency)
    taken = Conflict(f"There is already a workspace '{slug}'.", where="slug", cure="Choose another name.")
    if models.Workspace.objects.filter(slug=slug).exists():
        raise taken
    email = rules.email(email)
    user = models.User.objects.filter(email=email).first() or _new_user(email, person, password)
    try:
        with transaction.atomic():
            row = models.Workspace.objects.create(
                name=name, slug=slug, is_demo=is_demo, currency=currency, created_at=now
            )
    except IntegrityError:
        raise taken from None
    models.Membership.objects.create(workspace=row, user=user, role=Role.OWNER)
    actor = queries.actor_for(user_id=user.pk, slug=slug, channel=channel)
    changes = {"name": [None, name], "currency": [None, currency], "owner": [None, user.email]}
    journal.record(
        actor=actor,
        now=now,
        verb="workspace.founded",
        subject=_of("workspace", row.pk),
        title=name,
        changes=changes,
    )
    return queries.workspace(slug)


@transaction.atomic
def set_up(
    *, now: datetime, code: str, name: str, email: str, person: str, password: str, currency: str = "EUR"
) -> contracts.Workspace:
    """The first run: found the first workspace. Raises `Forbidden` for a wrong code and `Conflict`
    once there is a workspace."""
    if not queries.needs_setup():
        raise Conflict(
            "This installation is set up already.", cure="Log in, or ask an owner for an invitation."
        )
    # Compared as bytes: text outside ASCII is refused by compare_digest.
    if not hmac.compare_digest(code.strip().lower().encode(), queries.setup_code().encode()):
        cure = "`pilothouse serve` prints it; `pilothouse init` needs none."
        raise Forbidden("This is not the set-up code of this server.", where="code", cure=cure)
    slug = queries.free_slug(name)
    return found_workspace(
        now=now, name=name, slug=slug, email=email, person=person, password=password, currency=currency
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
    row = _workspace(actor)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = rules.line(name, where="name")
    if currency is not None:
        values["currency"] = rules.currency(currency)
    changes = versions.apply(row, values, expected=expected)
    if changes:
        subject = _of("workspace", row.pk)
        journal.record(
            actor=actor, now=now, verb="workspace.changed", subject=subject, title=row.name, changes=changes
        )
    return queries.workspace_of(actor=actor)


# Members


@transaction.atomic
def invite(
    *, actor: Actor, now: datetime, email: str, role: Role, days: int = INVITATION_DAYS
) -> contracts.NewInvitation:
    """Offer `email` to join as `role`. The secret of the link is known only now. For owners.

    An earlier open invitation of the same address ends. Raises `Conflict` for a member.
    """
    actor.require(Role.OWNER)
    email = rules.email(email)
    if not 1 <= days <= 30:
        raise Invalid("An invitation holds for 1 to 30 days.", where="days")
    if models.Membership.objects.filter(workspace_id=actor.workspace_id, user__email=email).exists():
        raise Conflict(
            f"{email} is a member already.", where="email", cure="Change the role in the list instead."
        )
    open_ones = models.Invitation.objects.filter(
        workspace_id=actor.workspace_id, email=email, accepted_at=None, revoked_at=None
    )
    open_ones.update(revoked_at=now)
    secret = _random(_SECRET_LETTERS)
    row = models.Invitation.objects.create(
        workspace_id=actor.workspace_id,
        email=email,
        role=role,
        digest=queries.digest(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    journal.record(
        actor=actor,
        now=now,
        verb="invitation.made",
        subject=_of("invitation", row.pk),
        title=email,
        changes={"role": [None, role.label], "expires_at": [None, row.expires_at.isoformat()]},
    )
    return contracts.NewInvitation(queries.invitation(row), secret)


@transaction.atomic
def revoke_invitation(*, actor: Actor, now: datetime, invitation_id: int) -> None:
    """Take an offer back; its link stops counting. For owners. Raises `NotFound` when it is not open."""
    actor.require(Role.OWNER)
    row = models.Invitation.objects.filter(
        pk=invitation_id, workspace_id=actor.workspace_id, accepted_at=None, revoked_at=None
    ).first()
    if row is None:
        raise NotFound("There is no such open invitation.", cure="See the list of invitations.")
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    journal.record(
        actor=actor, now=now, verb="invitation.revoked", subject=_of("invitation", row.pk), title=row.email
    )


@transaction.atomic
def accept_invitation(
    *, now: datetime, digest: str, user_id: int | None = None, name: str = "", password: str = ""
) -> Actor:
    """Join by the invitation with this digest; it counts once. Returns the new member, acting.

    `user_id` is whoever has proved to be that user; None makes a new account with `name` and
    `password`, and raises `Conflict` where the address has an account. Raises `NotFound` and
    `Gone` as `queries.offer` does, and `Forbidden` when it is for somebody else.
    """
    offer = queries.offer(digest=digest, now=now)
    # Locked, so that two clicks on one link make one member.
    row = models.Invitation.objects.select_for_update().select_related("workspace").get(digest=digest)
    if row.accepted_at or row.revoked_at:
        raise queries.over()
    if user_id is None:
        if offer.has_account:
            raise Conflict(f"{row.email} has an account already.", cure="Give its password.")
        user = _new_user(row.email, name, password)
    else:
        user = models.User.objects.get(pk=user_id)
        if user.email != row.email:
            cure = f"Log out, then open the link again as {row.email}."
            raise Forbidden("This invitation is for another address.", cure=cure)
    row.accepted_at = now
    row.save(update_fields=["accepted_at"])
    held, is_new = models.Membership.objects.get_or_create(
        workspace=row.workspace, user=user, defaults={"role": row.role}
    )
    actor = queries.actor_for(user_id=user.pk, slug=row.workspace.slug, channel="web")
    if is_new:
        subject, changes = _of("member", held.pk), {"role": [None, actor.role.label]}
        journal.record(
            actor=actor, now=now, verb="member.joined", subject=subject, title=user.name, changes=changes
        )
    return actor


@transaction.atomic
def change_role(
    *, actor: Actor, now: datetime, member_id: int, role: Role, expected: int | None = None
) -> contracts.Member:
    """Give a member another role. For owners. Raises `Conflict` when no owner would be left."""
    actor.require(Role.OWNER)
    row = _membership(actor, member_id)
    _current(row, expected, becomes=role.label)
    if row.role == Role.OWNER and role is not Role.OWNER:
        _keep_an_owner(row)
    before = Role(row.role)
    if versions.apply(row, {"role": int(role)}, expected=expected):
        journal.record(
            actor=actor,
            now=now,
            verb="member.role_changed",
            subject=_of("member", row.pk),
            title=row.user.name,
            changes={"role": [before.label, role.label]},
        )
    return queries.member(actor=actor, member_id=member_id)


@transaction.atomic
def remove_member(*, actor: Actor, now: datetime, member_id: int, expected: int | None = None) -> None:
    """Take a member out of the workspace and revoke the member's tokens there.

    For owners, and for everybody's own membership. Raises `Conflict` when no owner would be left.
    """
    row = _membership(actor, member_id)
    is_own = row.user_id == actor.user_id
    if not (is_own and actor.scope is Scope.ADMIN):
        actor.require(Role.OWNER)
    _current(row, expected, becomes=None)
    if row.role == Role.OWNER:
        _keep_an_owner(row)
    models.ApiToken.objects.filter(
        workspace_id=actor.workspace_id, user_id=row.user_id, revoked_at=None
    ).update(revoked_at=now)
    changes = {"role": [Role(row.role).label, None]}
    subject, verb = _of("member", row.pk), "member.left" if is_own else "member.removed"
    row.delete()
    journal.record(actor=actor, now=now, verb=verb, subject=subject, title=row.user.name, changes=changes)


# API tokens


@transaction.atomic
def create_token(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    scope: Scope = Scope.READ,
    days: int = TOKEN_DAYS,
    email: str = "",
) -> contracts.NewToken:
    """Make an API token of the actor's; its secret is known only now. For editors.

    It acts with the member's role, at most as wide as `scope`, for `days` (1 to 366). The
    administrator's shell, which is nobody, makes it for the member `email`, else for the first owner.
    """
    actor.require(Role.EDITOR)
    if not actor.may(Role(int(scope))):
        cure = f"Choose {Scope(min(int(actor.role), int(actor.scope))).label}."
        raise Forbidden(f"Your own rights are narrower than {scope.label}.", where="scope", cure=cure)
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise Invalid(f"A token holds for 1 to {MOST_TOKEN_DAYS} days.", where="days")
    prefix = queries.TOKEN_MARK + _random(8)
    secret = f"{prefix}{_random(_SECRET_LETTERS)}"
    row = models.ApiToken.objects.create(
        workspace_id=actor.workspace_id,
        user=_token_owner(actor, email),
        name=rules.line(name, where="name", most=100),
        prefix=prefix,
        digest=queries.digest(secret),
        scope=scope,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    journal.record(
        actor=actor,
        now=now,
        verb="token.made",
        subject=_of("token", row.pk),
        title=row.name,
        changes={"scope": [None, scope.label], "expires_at": [None, versions.plain(row.expires_at)]},
    )
    return contracts.NewToken(queries.token(row), secret)


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> contracts.Token:
    """End a token for good: one's own, or as an owner anybody's. Done twice it stays as it was."""
    row = queries.visible_tokens(actor).filter(pk=token_id).first()
    if row is None or row.user_id != actor.user_id or actor.scope is Scope.READ:
        actor.require(Role.EDITOR)
    if row is None:
        raise NotFound("There is no such token.", cure="See the list of tokens.")
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        journal.record(
            actor=actor, now=now, verb="token.revoked", subject=_of("token", row.pk), title=row.name
        )
    return queries.token(row)


def authenticate_token(*, secret: str, now: datetime) -> Actor:
    """The actor behind an API token. Raises `Unauthenticated` when it is unknown, expired or revoked.

    When it was last used is kept to five minutes, so that reading seldom writes.
    """
    if not secret.startswith(queries.TOKEN_MARK):
        raise queries.not_counting()
    found = models.ApiToken.objects.select_related("workspace", "user").filter(digest=queries.digest(secret))
    row = found.first()
    if row is None or row.revoked_at is not None or (row.expires_at and row.expires_at <= now):
        raise queries.not_counting()
    held = models.Membership.objects.filter(user_id=row.user_id, workspace_id=row.workspace_id).first()
    if held is None or not row.user.is_active:
        raise Unauthenticated("The owner of this token has left the workspace.", cure="Make a new token.")
    if row.last_used_at is None or now - row.last_used_at > _USED_EVERY:
        models.ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return Actor(
        user_id=row.user_id,
        name=f"{row.user.name} ({row.name})"[:200],
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace.slug,
        role=Role(held.role),
        scope=Scope(row.scope),
        channel="api",
    )


# People


@transaction.atomic
def change_profile(
    *, actor: Actor, now: datetime, name: str, expected: int | None = None
) -> contracts.Profile:
    """Change the actor's own name."""
    row = _person(actor)
    changes = versions.apply(row, {"name": rules.line(name, where="name")}, expected=expected)
    if changes:
        subject = _of("person", row.pk)
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
        actor=actor, now=now, verb="password.changed", subject=_of("person", row.pk), title=row.name
    )


@transaction.atomic
def reset_password(*, actor: Actor, now: datetime, email: str, new: str) -> None:
    """Give a member a new password: only for the administrator's shell, since nobody here can read mail."""
    if actor.user_id is not None:
        raise Forbidden("Only the administrator's shell sets another person's password.")
    row = _member_called(actor, email)
    _set_password(row, new)
    journal.record(actor=actor, now=now, verb="password.reset", subject=_of("person", row.pk), title=row.name)


def _new_user(email: str, name: str, password: str | None) -> models.User:
    name = rules.line(name, where="person")
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


def _member_called(actor: Actor, email: str) -> models.User:
    row = models.User.objects.filter(
        memberships__workspace_id=actor.workspace_id, email=email.lower()
    ).first()
    if row is None:
        raise NotFound(f"No member has the address {email}.", cure="See `pilothouse member list`.")
    return row


def _token_owner(actor: Actor, email: str) -> models.User:
    if actor.user_id is not None:
        return models.User.objects.get(pk=actor.user_id)
    if email:
        return _member_called(actor, email)
    owners = models.User.objects.filter(
        memberships__workspace_id=actor.workspace_id, memberships__role=Role.OWNER
    )
    return owners.order_by("memberships__id")[0]


def _membership(actor: Actor, member_id: int) -> models.Membership:
    # The workspace is locked, so that two owners cannot demote each other at the same moment.
    _workspace(actor)
    rows = models.Membership.objects.select_related("user").filter(workspace_id=actor.workspace_id)
    row = rows.filter(pk=member_id).first()
    if row is None:
        raise queries.no_member()
    return row


def _workspace(actor: Actor) -> models.Workspace:
    return models.Workspace.objects.select_for_update().get(pk=actor.workspace_id)


def _current(row: models.Membership, expected: int | None, *, becomes: str | None) -> None:
    if expected is not None and expected != row.version:
        raise versions.stale(row, expected, row.version, {"role": [Role(row.role).label, becomes]})


def _keep_an_owner(row: models.Membership) -> None:
    others = models.Membership.objects.filter(workspace_id=row.workspace_id, role=Role.OWNER).exclude(
        pk=row.pk
    )
    if not others.exists():
        raise Conflict("A workspace keeps at least one owner.", cure="Make somebody else an owner first.")


def _random(letters: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(letters))


def _of(noun: str, key: int) -> Ref:
    return Ref(f"accounts.{noun}", key)
