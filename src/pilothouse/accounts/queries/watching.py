"""Who hears of what, and what each member was told."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from django.db.models import Count, QuerySet

from pilothouse.accounts import contracts, models
from pilothouse.accounts.contracts import REASONS, Reason
from pilothouse.accounts.queries.people import all_workspaces, system_actor
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject


def watching(*, actor: Actor, about: Ref) -> contracts.Watching:
    """Who hears of changes of a thing. Raises `NotFound` for a thing that is not there."""
    subject(actor=actor, ref=about)
    return watchers(actor=actor, about=about)


def watchers(*, actor: Actor, about: Ref) -> contracts.Watching:
    """The same of a thing that is known to be there; one statement."""
    rows = _watches(actor).filter(subject=str(about), on=True)
    found = dict(rows.order_by("user__name").values_list("user_id", "user__name"))
    return contracts.Watching(str(about), actor.user_id in found, tuple(found.values()))


def watched(*, actor: Actor) -> list[str]:
    """References of what the actor hears of, the newest first."""
    rows = _watches(actor).filter(user_id=actor.user_id or 0, on=True).order_by("-id")
    return list(rows.values_list("subject", flat=True))


def watched_by(*, actor: Actor, refs: Collection[str] | None = None) -> dict[str, dict[int, bool]]:
    """Thing -> member -> whether it is watched, or was switched off; of `refs`, or of all that is watched."""
    rows = _watches(actor) if refs is None else _watches(actor).filter(subject__in=refs)
    found: dict[str, dict[int, bool]] = {}
    for ref, user_id, on in rows.values_list("subject", "user_id", "on"):
        found.setdefault(ref, {})[user_id] = on
    return found


def inbox(
    *, actor: Actor, reason: str = "", done: bool = False, page: int = 1, size: int = 50
) -> Page[contracts.Notification]:
    """The actor's notifications, newest first: those that wait, or those that are done; of one reason."""
    rows = _mine(actor).filter(done_at__isnull=not done)
    if reason:
        if reason not in REASONS:
            raise Invalid(
                f"'{reason[:40]}' is no reason.", where="reason", cure=f"Known are: {', '.join(REASONS)}."
            )
        rows = rows.filter(reason=reason)
    return paginate(rows, page, size, notification)


def newest_waiting(*, actor: Actor, most: int) -> tuple[contracts.Notification, ...]:
    """The first of those that wait, newest first; one statement. `waiting` says how many there are."""
    return tuple(map(notification, _waiting(actor.workspace_id, actor.user_id or 0, most=most)))


def waiting(*, actor: Actor) -> int:
    """How many notifications wait for the actor; one statement."""
    return sum(_how_many(actor.workspace_id, actor.user_id)) if actor.user_id else 0


def waiting_by_reason(*, actor: Actor) -> dict[Reason, int]:
    """The same by reason, the strongest first; those of which none waits are left out."""
    rows = _mine(actor).filter(done_at=None).order_by().values_list("reason").annotate(many=Count("id"))
    found = dict(rows)
    return {reason: found[reason] for reason in REASONS if reason in found}


def notification_of(*, actor: Actor, id: int) -> contracts.Notification:
    """One of the actor's notifications. Raises `NotFound`, alike for that of another member."""
    row = _mine(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such notification.", cure="See your inbox.")
    return notification(row)


def unheard() -> list[contracts.Workspace]:
    """Workspaces whose record goes on beyond the entries of which members were notified."""
    heard = dict(models.Heard.objects.values_list("workspace_id", "entry_id"))
    return [
        row
        for row in all_workspaces()
        if journal.last_entry_id(actor=system_actor(slug=row.slug, channel="job")) > heard.get(row.id, 0)
    ]


def notification(row: models.Notification) -> contracts.Notification:
    return contracts.Notification(
        id=row.pk,
        subject=row.subject,
        target=row.target,
        reason=cast(Reason, row.reason),
        verb=row.verb,
        title=row.title,
        text=row.text,
        actor_name=row.actor_name,
        many=row.many,
        at=row.at,
        done_at=row.done_at,
    )


@prepared
def _waiting(workspace_id: int, user_id: int, *, most: int) -> QuerySet[models.Notification]:
    rows = models.Notification.objects.filter(workspace_id=workspace_id, user_id=user_id)
    return rows.filter(done_at=None)[:most]


@prepared
def _how_many(workspace_id: int, user_id: int) -> QuerySet[models.Notification, int]:
    rows = models.Notification.objects.filter(workspace_id=workspace_id, user_id=user_id, done_at=None)
    return rows.order_by().values("user_id").annotate(many=Count("id")).values_list("many", flat=True)


def _mine(actor: Actor) -> QuerySet[models.Notification]:
    return models.Notification.objects.filter(workspace_id=actor.workspace_id, user_id=actor.user_id or 0)


def _watches(actor: Actor) -> QuerySet[models.Watch]:
    return models.Watch.objects.filter(workspace_id=actor.workspace_id)
