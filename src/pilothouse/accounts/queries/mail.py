"""What members want mailed, letters that are due, and what became of those that were made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.db.models import F, Min, Q, QuerySet

from pilothouse.accounts import contracts, mailing, models
from pilothouse.accounts.contracts import LETTER_STATES, REASONS
from pilothouse.accounts.contracts.mail import LetterState
from pilothouse.accounts.queries.watching import notification
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.paging import Page, paginate


def mail_choices(*, actor: Actor) -> contracts.MailChoices:
    """When the actor is mailed what; as it is for everyone at first, where nothing was chosen."""
    row = models.MailChoice.objects.filter(workspace_id=actor.workspace_id, user_id=actor.user_id or 0)
    return mail_choice(row.first() or models.MailChoice())


def mail_choice(row: models.MailChoice) -> contracts.MailChoices:
    return contracts.MailChoices(
        **{reason: getattr(row, reason) for reason in REASONS},
        zone=row.zone,
        hour=row.hour,
        version=row.version,
    )


def letters(*, actor: Actor, state: str = "", page: int = 1, size: int = 50) -> Page[contracts.Email]:
    """Letters of the workspace, newest first, of all or of one state. For owners."""
    actor.require(Role.OWNER)
    if state and state not in LETTER_STATES:
        known = ", ".join(LETTER_STATES)
        raise Invalid(f"'{state[:20]}' is no state of an e-mail.", where="state", cure=f"Use one of {known}.")
    rows = models.Letter.objects.select_related("user").filter(workspace_id=actor.workspace_id)
    return paginate(rows.filter(state=state) if state else rows, page, size, letter_row)


def undelivered(*, actor: Actor) -> Page[contracts.Email]:
    """The newest letters that failed, or may not have arrived. For owners."""
    actor.require(Role.OWNER)
    rows = models.Letter.objects.select_related("user").filter(workspace_id=actor.workspace_id)
    return paginate(rows.filter(state__in=("failed", "unsure")), 1, 20, letter_row)


def letter_row(row: models.Letter) -> contracts.Email:
    return contracts.Email(
        id=row.pk,
        to=row.user.email,
        subject=row.subject,
        state=cast(LetterState, row.state),
        tries=row.tries,
        made_at=row.made_at,
        due_at=row.due_at,
        answer=row.answer,
    )


def mail_stopper(*, token: str) -> contracts.MailStopper:
    """Whose letters a link ends. Raises `NotFound`, alike for who is no member any more."""
    workspace_id, user_id = mailing.read_token(token)
    rows = models.Membership.objects.select_related("workspace", "user")
    row = rows.filter(workspace_id=workspace_id, user_id=user_id).first()
    if row is None:
        raise NotFound("This link ends no e-mail.", cure="Its reader is no member any more.")
    choices = models.MailChoice.objects.filter(workspace_id=workspace_id, user_id=user_id).first()
    found = mail_choice(choices or models.MailChoice())
    is_on = any(found.when(reason) != "never" for reason in REASONS)
    space = row.workspace
    return contracts.MailStopper(user_id, workspace_id, space.slug, space.name, row.user.email, is_on)


def to_mail(*, now: datetime) -> set[str]:
    """Workspaces in which letters are to be made or sent; three statements."""
    due = models.Letter.objects.filter(state="waiting", due_at__lte=now)
    lost = models.Letter.objects.filter(state="sending", begun_at__lte=now - mailing.LOST)
    found = set((due | lost).order_by().values_list("workspace__slug", flat=True).distinct())
    return found | {slug for slug, _ in _unmailed(now, None)}


def members_to_mail(*, actor: Actor, now: datetime) -> list[int]:
    """Members of the workspace for whom a letter is to be made now."""
    return sorted({user for _, user in _unmailed(now, actor.workspace_id)})


def due_notifications(
    *, actor: Actor, now: datetime, choice: models.MailChoice
) -> tuple[QuerySet[models.Notification], bool]:
    """What a letter to the member would tell now, and whether it is the day's digest."""
    choices, moment = mail_choice(choice), mailing.digest_moment(now, mail_choice(choice))
    daily = [reason for reason in REASONS if choices.when(reason) == "daily"]
    once = [reason for reason in REASONS if choices.when(reason) == "once"]
    rows = _waiting(now).filter(workspace_id=actor.workspace_id, user_id=choice.user_id)
    wanted = Q(reason__in=once, at__lte=now - mailing.PAUSE)
    digest = Q(reason__in=daily, at__lte=moment)
    is_digest = _digest_due(now, choice) and rows.filter(digest).exists()
    return rows.filter(wanted | digest) if is_digest else rows.filter(wanted), is_digest


def letters_to_send(*, actor: Actor, now: datetime) -> list[int]:
    """Letters that are due, the oldest first."""
    rows = models.Letter.objects.filter(workspace_id=actor.workspace_id, state="waiting", due_at__lte=now)
    return list(rows.order_by("id").values_list("pk", flat=True))


def told_in(rows: QuerySet[models.Notification]) -> list[contracts.Notification]:
    return [notification(row) for row in rows]


def _waiting(now: datetime) -> QuerySet[models.Notification]:
    """Notifications that no letter told yet, and that their members have not seen to."""
    rows = models.Notification.objects.filter(mailed_at=None, done_at=None, at__gt=now - mailing.OLDEST)
    return rows.filter(workspace__is_demo=False, user__is_active=True).order_by()


def _unmailed(now: datetime, workspace_id: int | None) -> Iterator[tuple[str, int]]:
    """Workspace and member for whom a letter is due."""
    rows = _waiting(now)
    if workspace_id is not None:
        rows = rows.filter(workspace_id=workspace_id)
    groups = list(
        rows.values_list("workspace_id", "user_id", "reason").annotate(
            oldest=Min("at"), slug=F("workspace__slug")
        )
    )
    if not groups:
        return
    spaces = {row[0] for row in groups}
    stored = models.MailChoice.objects.filter(workspace_id__in=spaces, user_id__in={row[1] for row in groups})
    by_member = {(row.workspace_id, row.user_id): row for row in stored}
    for space, user_id, reason, oldest, slug in groups:
        row = by_member.get((space, user_id), models.MailChoice(workspace_id=space, user_id=user_id))
        when = getattr(row, reason)
        at_once = when == "once" and oldest <= now - mailing.PAUSE
        daily = when == "daily" and _digest_due(now, row)
        if at_once or (daily and oldest <= mailing.digest_moment(now, mail_choice(row))):
            yield slug, user_id


def _digest_due(now: datetime, choice: models.MailChoice) -> bool:
    """Whether the last moment of the digest has not been served; one letter for each of the member's days."""
    moment = mailing.digest_moment(now, mail_choice(choice))
    return choice.digested_on != moment.date() and now >= moment + mailing.DIGEST_PAUSE
