"""Who may act where."""

from __future__ import annotations

import hashlib

from pilothouse.accounts import contracts, models
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Invalid, NotFound

TOKEN_MARK = "plt_"


def digest(secret: str) -> str:
    """SHA-256 of a secret with 160 random bits or more, which needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def workspace(slug: str) -> contracts.Workspace:
    """The workspace called `slug`; raises `NotFound`."""
    row = models.Workspace.objects.filter(slug=slug).first()
    if row is None:
        raise NotFound(f"There is no workspace '{slug}'.", cure="See `pilothouse workspaces`.")
    return _workspace(row)


def workspaces_of(user_id: int) -> tuple[contracts.Workspace, ...]:
    """The workspaces a user belongs to, by name."""
    rows = models.Workspace.objects.filter(memberships__user_id=user_id)
    return tuple(_workspace(row) for row in rows)


def all_workspaces() -> tuple[contracts.Workspace, ...]:
    """Every workspace, for the administrator's shell."""
    return tuple(_workspace(row) for row in models.Workspace.objects.order_by("id"))


def actor_for(*, user_id: int, slug: str | None, channel: str) -> Actor:
    """The user acting in workspace `slug`, or in the first of theirs when it is None.

    Raises `NotFound` for a workspace that is missing and, alike, for one they do not belong to.
    """
    rows = models.Membership.objects.select_related("workspace", "user").filter(user_id=user_id)
    row = (rows.filter(workspace__slug=slug) if slug else rows.order_by("id")).first()
    if row is None or not row.user.is_active:
        raise NotFound("There is no such workspace.", cure="Check the address.")
    return Actor(
        user_id=row.user_id,
        name=row.user.name,
        workspace_id=row.workspace_id,
        workspace_slug=row.workspace.slug,
        role=Role(row.role),
        channel=channel,
    )


def demo_user_id() -> int | None:
    """The owner of the demo workspace, whom visitors act as in demo mode; None when there is none."""
    row = models.Membership.objects.filter(workspace__is_demo=True, role=Role.OWNER).order_by("id").first()
    return row.user_id if row else None


def system_actor(*, slug: str, channel: str) -> Actor:
    """The program itself acting as owner: the administrator's shell and the demo."""
    row = workspace(slug)
    return Actor(None, "Pilothouse", row.id, row.slug, Role.OWNER, Scope.ADMIN, channel)


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


def _workspace(row: models.Workspace) -> contracts.Workspace:
    return contracts.Workspace(row.pk, row.name, row.slug, row.currency, row.is_demo, row.version)
