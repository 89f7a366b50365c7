"""Verbs of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from pilothouse.accounts import contracts, models, queries
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Conflict, Unauthenticated

_USED_EVERY = timedelta(minutes=5)


@transaction.atomic
def found_workspace(
    *, now: datetime, name: str, slug: str, email: str, person: str, password: str | None, is_demo: bool = False
) -> contracts.Workspace:
    """Make a workspace and its first owner; a password of None cannot be logged in with.

    Raises `Conflict` when the slug is taken. A user who exists already keeps name and password.
    """
    if models.Workspace.objects.filter(slug=slug).exists():
        raise Conflict(f"There is already a workspace '{slug}'.", where="slug", cure="Choose another name.")
    user = models.User.objects.filter(email=email.lower()).first()
    if user is None:
        user = models.User.objects.create_user(email, password, name=person)
    row = models.Workspace.objects.create(name=name, slug=slug, is_demo=is_demo, created_at=now)
    models.Membership.objects.create(workspace=row, user=user, role=Role.OWNER)
    return queries.workspace(slug)


def authenticate_token(*, secret: str, now: datetime) -> Actor:
    """The actor behind an API token. Raises `Unauthenticated` when it is unknown, expired or revoked."""
    row = models.ApiToken.objects.select_related("workspace", "user").filter(digest=queries.digest(secret)).first()
    if row is None or row.revoked_at is not None or (row.expires_at and row.expires_at <= now):
        raise Unauthenticated("This token is unknown, expired or revoked.", cure="Make a new one in Settings.")
    held = models.Membership.objects.filter(user_id=row.user_id, workspace_id=row.workspace_id).first()
    if held is None or not row.user.is_active:
        raise Unauthenticated("The owner of this token has left the workspace.", cure="Make a new token.")
    if row.last_used_at is None or now - row.last_used_at > _USED_EVERY:
        models.ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return Actor(
        user_id=row.user_id,
        name=f"{row.user.name} ({row.name})",
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace.slug,
        role=Role(held.role),
        scope=Scope(row.scope),
        channel="api",
    )
