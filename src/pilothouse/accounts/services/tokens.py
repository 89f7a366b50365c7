"""API tokens: made, revoked, and told from each other."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.ending import end_tokens
from pilothouse.accounts.services.proving import unknown_secret
from pilothouse.accounts.services.shared import SECRET_LETTERS, member_called, own, random_text, ref
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated
from pilothouse.kit.storing import impatient

TOKEN_DAYS = 90
MOST_TOKEN_DAYS = 366
_USED_EVERY = timedelta(minutes=5)


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
    One made with a token reaches and holds no further than that token, and ends with it.
    """
    actor.require(Role.EDITOR)
    if not actor.may(Role(int(scope))):
        cure = f"Choose {Scope(min(int(actor.role), int(actor.scope))).label}."
        raise Forbidden(f"Your own rights are narrower than {scope.label}.", where="scope", cure=cure)
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise Invalid(f"A token holds for 1 to {MOST_TOKEN_DAYS} days.", where="days")
    parent = _parent(actor)
    expires_at = now + timedelta(days=days)
    if parent is not None and parent.expires_at is not None:
        expires_at = min(expires_at, parent.expires_at)
    prefix = queries.TOKEN_MARK + random_text(8)
    secret = f"{prefix}{random_text(SECRET_LETTERS)}"
    row = models.ApiToken.objects.create(
        workspace_id=actor.workspace_id,
        user=_token_owner(actor, email),
        name=rules.name(name, most=100),
        prefix=prefix,
        digest=queries.digest(secret),
        scope=scope,
        created_at=now,
        expires_at=expires_at,
        parent=parent,
    )
    journal.record(
        actor=actor,
        now=now,
        verb="token.made",
        subject=ref("token", row.pk),
        title=row.name,
        changes={"scope": [None, scope.label], "expires_at": [None, versions.plain(row.expires_at)]},
    )
    return contracts.NewToken(queries.token(row), secret)


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> contracts.Token:
    """End a token for good, and with it those that were made with it: one's own, or as an owner anybody's.
    Done twice it stays as it was."""
    row = queries.visible_tokens(actor).filter(pk=token_id).first()
    if row is None or row.user_id != actor.user_id or actor.scope is Scope.READ:
        actor.require(Role.EDITOR)
    if row is None:
        raise NotFound("There is no such token.", cure="See the list of tokens.")
    one = models.ApiToken.objects.filter(pk=row.pk)
    end_tokens(actor=actor, now=now, rows=one)
    return queries.token(one.select_related("user", "parent").get())


@transaction.atomic
def revoke_tokens(*, actor: Actor, now: datetime, of_everyone: bool = False, email: str = "") -> int:
    """End all of one's own tokens in this workspace, also the one that asks; as an owner those `of_everyone`.
    The administrator's shell names the member by `email`. Returns how many ended."""
    rows = models.ApiToken.objects.filter(workspace_id=actor.workspace_id)
    if of_everyone:
        actor.require(Role.OWNER)
    elif actor.user_id is None:
        rows = rows.filter(user=member_called(actor, email))
    else:
        rows = rows.filter(user_id=own(actor))
    return end_tokens(actor=actor, now=now, rows=rows)


def authenticate_token(*, secret: str, now: datetime, network: str = "") -> Actor:
    """The actor behind an API token. Raises `Unauthenticated` when it is unknown, expired or revoked, and
    `TooMany` when too many from `network` were unknown.

    When it was last used is kept to five minutes, so that reading seldom writes.
    """
    found = models.ApiToken.objects.select_related("workspace", "user").filter(digest=queries.digest(secret))
    row = found.first() if secret.startswith(queries.TOKEN_MARK) else None
    if row is None:
        raise unknown_secret(now=now, network=network) or queries.not_counting()
    if row.revoked_at is not None or (row.expires_at and row.expires_at <= now):
        raise queries.not_counting()
    held = models.Membership.objects.filter(user_id=row.user_id, workspace_id=row.workspace_id).first()
    if held is None or not row.user.is_active:
        raise Unauthenticated("The owner of this token has left the workspace.", cure="Make a new token.")
    if row.last_used_at is None or now - row.last_used_at > _USED_EVERY:
        with suppress(DatabaseError), impatient():  # reading waits for no writer, and needs no room
            models.ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return Actor(
        user_id=row.user_id,
        name=f"{row.user.name} ({row.name})"[:200],
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace.slug,
        role=Role(held.role),
        scope=Scope(row.scope),
        channel="api",
        token_id=row.pk,
    )


def _parent(actor: Actor) -> models.ApiToken | None:
    """The token that acts, held so that it cannot end meanwhile."""
    if actor.token_id is None:
        return None
    row = models.ApiToken.objects.select_for_update().get(pk=actor.token_id)
    if row.revoked_at is not None:
        raise queries.not_counting()
    return row


def _token_owner(actor: Actor, email: str) -> models.User:
    if actor.user_id is not None:
        return models.User.objects.get(pk=actor.user_id)
    if email:
        return member_called(actor, email)
    owners = models.User.objects.filter(
        memberships__workspace_id=actor.workspace_id, memberships__role=Role.OWNER
    )
    return owners.order_by("memberships__id")[0]
