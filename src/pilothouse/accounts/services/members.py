"""Roles of members, and members who go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.accounts import contracts, models, queries
from pilothouse.accounts.services.ending import end_tokens
from pilothouse.accounts.services.shared import locked_workspace, ref
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Conflict


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
            subject=ref("member", row.pk),
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
    tokens = models.ApiToken.objects.filter(workspace_id=actor.workspace_id, user_id=row.user_id)
    end_tokens(actor=actor, now=now, rows=tokens)
    changes = {"role": [Role(row.role).label, None]}
    subject, verb = ref("member", row.pk), "member.left" if is_own else "member.removed"
    row.delete()
    journal.record(actor=actor, now=now, verb=verb, subject=subject, title=row.user.name, changes=changes)


def _membership(actor: Actor, member_id: int) -> models.Membership:
    # The workspace is locked, so that two owners cannot demote each other at the same moment.
    locked_workspace(actor)
    rows = models.Membership.objects.select_related("user").filter(workspace_id=actor.workspace_id)
    row = rows.filter(pk=member_id).first()
    if row is None:
        raise queries.no_member()
    return row


def _current(row: models.Membership, expected: int | None, *, becomes: str | None) -> None:
    if expected is not None and expected != row.version:
        raise versions.stale(row, expected, row.version, {"role": [Role(row.role).label, becomes]})


def _keep_an_owner(row: models.Membership) -> None:
    others = models.Membership.objects.filter(workspace_id=row.workspace_id, role=Role.OWNER).exclude(
        pk=row.pk
    )
    if not others.exists():
        raise Conflict("A workspace keeps at least one owner.", cure="Make someone else an owner first.")
