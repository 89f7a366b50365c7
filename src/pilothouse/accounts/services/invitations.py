"""Offers to join, from the link to the new member."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.shared import SECRET_LETTERS, random_text, ref
from pilothouse.accounts.services.users import new_user, store_user
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound

INVITATION_DAYS = 7


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
    secret = random_text(SECRET_LETTERS)
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
        subject=ref("invitation", row.pk),
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
        actor=actor, now=now, verb="invitation.revoked", subject=ref("invitation", row.pk), title=row.email
    )


def accept_invitation(
    *, now: datetime, digest: str, user_id: int | None = None, name: str = "", password: str = ""
) -> Actor:
    """Join by the invitation with this digest; it counts once. Returns the new member, acting.

    `user_id` is whoever has proved to be that user; None makes a new account with `name` and
    `password`, and raises `Conflict` where the address has an account. Raises `NotFound` and
    `Gone` as `queries.offer` does, and `Forbidden` when it is for somebody else.
    """
    offer = queries.offer(digest=digest, now=now)
    if user_id is not None:
        user = models.User.objects.get(pk=user_id)
    elif offer.has_account:
        raise Conflict(f"{offer.email} has an account already.", cure="Give its password.")
    else:
        user = new_user(offer.email, name, password)
    return _joined(now, digest, user)


@transaction.atomic
def _joined(now: datetime, digest: str, user: models.User) -> Actor:
    # Locked, so that two clicks on one link make one member.
    row = models.Invitation.objects.select_for_update().select_related("workspace").get(digest=digest)
    if row.accepted_at or row.revoked_at:
        raise queries.over()
    if user.email != row.email:
        cure = f"Log out, then open the link again as {row.email}."
        raise Forbidden("This invitation is for another address.", cure=cure)
    if user.pk is None:
        store_user(user)
    row.accepted_at = now
    row.save(update_fields=["accepted_at"])
    held, is_new = models.Membership.objects.get_or_create(
        workspace=row.workspace, user=user, defaults={"role": row.role}
    )
    actor = queries.actor_for(user_id=user.pk, slug=row.workspace.slug, channel="web")
    if is_new:
        subject, changes = ref("member", held.pk), {"role": [None, actor.role.label]}
        journal.record(
            actor=actor, now=now, verb="member.joined", subject=subject, title=user.name, changes=changes
        )
    return actor
