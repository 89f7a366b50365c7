"""Who may act where."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.text import slugify

from pilothouse.accounts import contracts, models
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Gone, Invalid, NotFound, Unauthenticated
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found

TOKEN_MARK = "plt_"


def digest(secret: str) -> str:
    """SHA-256 of a secret with 160 random bits or more, which needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


# Workspaces


def workspace(slug: str) -> contracts.Workspace:
    """The workspace called `slug`; raises `NotFound`."""
    for row in _workspaces_called(slug):
        return _workspace(row)
    raise NotFound(f"There is no workspace '{slug}'.", cure="See `pilothouse workspaces`.")


@prepared
def _workspaces_called(slug: str) -> QuerySet[models.Workspace]:
    return models.Workspace.objects.filter(slug=slug)


def workspace_of(*, actor: Actor) -> contracts.Workspace:
    """The workspace that the actor acts in."""
    return workspace(actor.workspace_slug)


def currency(*, actor: Actor) -> str:
    """The workspace's currency, an ISO 4217 code."""
    return workspace_of(actor=actor).currency


def me(*, actor: Actor) -> contracts.Me:
    """The actor, with the workspace."""
    return contracts.Me(actor.user_id, actor.name, actor.role, actor.scope, workspace_of(actor=actor))


def workspaces_of(user_id: int) -> tuple[contracts.Workspace, ...]:
    """The workspaces a user belongs to, by name."""
    return tuple(map(_workspace, _workspaces_of(user_id)))


@prepared
def _workspaces_of(user_id: int) -> QuerySet[models.Workspace]:
    return models.Workspace.objects.filter(memberships__user_id=user_id)


def all_workspaces() -> tuple[contracts.Workspace, ...]:
    """Every workspace, for the administrator's shell."""
    return tuple(_workspace(row) for row in models.Workspace.objects.order_by("id"))


def free_slug(name: str) -> str:
    """An address for a workspace called `name` that no other has: `acme`, else `acme-2`."""
    stem = slugify(name)[:50] or "workspace"
    taken = set(models.Workspace.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


# First run


def needs_setup() -> bool:
    """Whether this installation has no workspace yet but, at most, the demo."""
    return not models.Workspace.objects.filter(is_demo=False).exists()


def setup_code() -> str:
    """The code that the first set-up asks for, as `abcd-efgh-ijkl-mnop`: 80 bits made from the signing key.

    Shown by `pilothouse serve`, so that only who runs the server can become the first owner; a
    check of the caller's address would not do behind a proxy on the same machine.
    """
    mac = salted_hmac("pilothouse.accounts.setup", "first owner", algorithm="sha256").digest()[:10]
    text = base64.b32encode(mac).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


# People


def members(*, actor: Actor) -> tuple[contracts.Member, ...]:
    """Everybody in the workspace, in order of joining."""
    return tuple(_member(row) for row in _members(actor))


def member(*, actor: Actor, member_id: int) -> contracts.Member:
    """One member; raises `NotFound`, also for one of another workspace."""
    row = _members(actor).filter(pk=member_id).first()
    if row is None:
        raise no_member()
    return _member(row)


def profile(*, user_id: int) -> contracts.Profile:
    """A person's own view of the account; raises `NotFound`."""
    row = models.User.objects.filter(pk=user_id).first()
    if row is None:
        raise NotFound("There is no such person.")
    return contracts.Profile(row.pk, row.name, row.email, row.version, row.has_usable_password())


def invitations(*, actor: Actor, now: datetime) -> tuple[contracts.Invitation, ...]:
    """Offers that can still be accepted, newest first. For owners."""
    actor.require(Role.OWNER)
    rows = models.Invitation.objects.filter(workspace_id=actor.workspace_id).filter(_open(now))
    return tuple(invitation(row) for row in rows)


def offer(*, digest: str, now: datetime) -> contracts.Offer:
    """What an invitation offers; raises `NotFound` when it is unknown and `Gone` when it is over."""
    row = models.Invitation.objects.select_related("workspace").filter(digest=digest).first()
    if row is None:
        raise NotFound("There is no such invitation.", cure="Check that the link is whole.")
    if row.accepted_at or row.revoked_at or row.expires_at <= now:
        raise over()
    has_account = models.User.objects.filter(email=row.email).exists()
    return contracts.Offer(row.workspace.name, row.email, Role(row.role), has_account)


def tokens(*, actor: Actor) -> tuple[contracts.Token, ...]:
    """The actor's API tokens, newest first; for owners those of every member."""
    return tuple(token(row) for row in visible_tokens(actor))


def tokens_of(*, user_id: int, now: datetime) -> int:
    """How many tokens of a person count, over all workspaces."""
    rows = models.ApiToken.objects.filter(user_id=user_id, revoked_at=None)
    return rows.exclude(expires_at__lte=now).count()


def find_members(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Members whose name or e-mail address holds `text`; those who share a name have the address as key."""
    wanted = Q(user__name__icontains=text) | Q(user__email__icontains=text)
    rows = list(_members(actor).filter(wanted)[:limit])
    many = Counter(_members(actor).values_list("user__name", flat=True)) if rows else Counter()
    return [
        Found(
            row.user.name,
            Role(row.role).label,
            Ref("accounts.member", row.pk),
            row.user.email if many[row.user.name] > 1 else "",
        )
        for row in rows
    ]


# Actors


def actor_for(*, user_id: int, slug: str | None, channel: str) -> Actor:
    """The user acting in workspace `slug`, or in the first of theirs when it is None.

    Raises `NotFound` for a workspace that is missing and, alike, for one they do not belong to.
    """
    for name, workspace_id, found, role in _active(user_id, slug or None):
        return Actor(
            user_id=user_id,
            name=name,
            workspace_id=workspace_id,
            workspace_slug=found,
            role=Role(role),
            channel=channel,
        )
    raise NotFound("There is no such workspace.", cure="Check the address.")


@prepared
def _active(user_id: int, slug: str | None) -> QuerySet[models.Membership, tuple[str, int, str, int]]:
    rows = models.Membership.objects.filter(user_id=user_id, user__is_active=True)
    rows = rows.order_by("id") if slug is None else rows.filter(workspace__slug=slug)
    return rows.values_list("user__name", "workspace_id", "workspace__slug", "role")[:1]


def demo_user_id() -> int | None:
    """The owner of the demo workspace, whom visitors act as in demo mode; None when there is none."""
    row = models.Membership.objects.filter(workspace__is_demo=True, role=Role.OWNER).order_by("id").first()
    return row.user_id if row else None


def email_of(*, user_id: int) -> str:
    """The address of an account. Raises `NotFound`."""
    found = models.User.objects.filter(pk=user_id).values_list("email", flat=True).first()
    if found is None:
        raise NotFound("There is no such account.", cure="Log in again.")
    return found


def system_actor(*, slug: str, channel: str) -> Actor:
    """The program itself acting as owner: the administrator's shell and the demo."""
    row = workspace(slug)
    return Actor(None, "Pilothouse", row.id, row.slug, Role.OWNER, Scope.ADMIN, channel)


def guest_actor(*, workspace_id: int, name: str, channel: str) -> Actor:
    """Someone without a log-in, by whose act something came into a workspace; they may do nothing there."""
    row = models.Workspace.objects.get(pk=workspace_id)
    return Actor(None, name, row.pk, row.slug, Role.VIEWER, Scope.READ, channel)


def shell_actor(slug: str | None) -> Actor:
    """The administrator's shell acting as owner of workspace `slug`, or of the only one.

    Raises `NotFound` when there is none and `Invalid` when the choice is open.
    """
    if slug is not None:
        return system_actor(slug=slug, channel="cli")
    found = all_workspaces()
    if not found:
        raise NotFound("There is no workspace yet.", cure="Run `pilothouse init`, or `pilothouse demo`.")
    if len(found) > 1:
        names = ", ".join(row.slug for row in found)
        raise Invalid("There are several workspaces.", where="--workspace", cure=f"Name one: {names}.")
    return system_actor(slug=found[0].slug, channel="cli")


# Rows as the rest of the room needs them


def invitation(row: models.Invitation) -> contracts.Invitation:
    return contracts.Invitation(row.pk, row.email, Role(row.role), row.expires_at)


def token(row: models.ApiToken) -> contracts.Token:
    return contracts.Token(
        id=row.pk,
        name=row.name,
        prefix=row.prefix,
        scope=Scope(row.scope),
        owner_name=row.user.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        made_with=row.parent.name if row.parent else "",
    )


def visible_tokens(actor: Actor) -> QuerySet[models.ApiToken]:
    """Owners answer for every token of the workspace; others see their own only."""
    rows = models.ApiToken.objects.select_related("user", "parent").filter(workspace_id=actor.workspace_id)
    return rows if actor.role is Role.OWNER else rows.filter(user_id=actor.user_id or 0)


def no_member() -> NotFound:
    return NotFound("There is no such member.", cure="See the list of members.")


def over() -> Gone:
    return Gone("This invitation was used, taken back, or has expired.", cure="Ask an owner for a new one.")


def not_counting() -> Unauthenticated:
    return Unauthenticated("This token is unknown, expired or revoked.", cure="Make a new one in Settings.")


def _open(now: datetime) -> Q:
    return Q(accepted_at=None, revoked_at=None, expires_at__gt=now)


def _members(actor: Actor) -> QuerySet[models.Membership]:
    return models.Membership.objects.select_related("user").filter(workspace_id=actor.workspace_id)


def _member(row: models.Membership) -> contracts.Member:
    return contracts.Member(row.pk, row.user_id, row.user.name, row.user.email, Role(row.role), row.version)


def _workspace(row: models.Workspace) -> contracts.Workspace:
    return contracts.Workspace(row.pk, row.name, row.slug, row.currency, row.is_demo, row.version)
