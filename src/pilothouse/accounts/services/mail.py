"""Letters to members: chosen, made of notifications, and sent at most once.

A letter is made in one transaction with the mark on what it tells, so that nothing is told in two letters.
It is handed over only by who changed its state from `waiting` to `sending`. A worker that is killed in
between leaves it there, and it is not sent again: nobody can know whether it arrived, and what it tells
stands in the inbox.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pilothouse.accounts import contracts, mailing, models, queries
from pilothouse.accounts.contracts import REASONS, WHENS
from pilothouse.accounts.services.shared import own
from pilothouse.kit import mail, versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound

_NEVER: dict[str, Any] = {str(reason): "never" for reason in REASONS}


@transaction.atomic
def change_mail(*, actor: Actor, now: datetime, version: int | None, **values: Any) -> contracts.MailChoices:
    """Change when the actor is mailed what. Concerns the actor alone, so that the record does not tell of it.

    Raises `Invalid` for an unknown time, zone or hour, `Stale`.
    """
    mine = own(actor)
    for reason in REASONS:
        if values.get(reason, "once") not in WHENS:
            raise Invalid("This is no choice.", where=reason, cure=f"Use one of {', '.join(WHENS)}.")
    if values.get("zone", "UTC") not in mailing.zones():
        raise Invalid(
            f"'{str(values['zone'])[:40]}' is no time zone.", where="zone", cure="Write it as Europe/Vienna."
        )
    if not 0 <= values.get("hour", 0) <= 23:
        raise Invalid("An hour lies between 0 and 23.", where="hour", cure="Give 8 for 8 o'clock.")
    row = _choice(actor.workspace_id, mine)
    versions.apply(row, values, expected=version)
    return queries.mail_choice(row)


@transaction.atomic
def stop_mail(*, token: str, now: datetime) -> contracts.MailStopper:
    """End all letters to who holds the link of one. Raises `NotFound`; asked twice, it does nothing more."""
    found = queries.mail_stopper(token=token)
    versions.apply(_choice(found.workspace_id, found.user_id), _NEVER, expected=None)
    rows = models.Letter.objects.filter(workspace_id=found.workspace_id, user_id=found.user_id)
    rows.filter(state="waiting").update(state="dropped", ended_at=now, text="", html="")
    return queries.mail_stopper(token=token)


def write_letters(*, actor: Actor, now: datetime) -> int:
    """Make the letters that are due; returns how many. Each member's is one transaction."""
    due = queries.members_to_mail(actor=actor, now=now)
    return sum(_write_letter(actor, now, user_id) for user_id in due)


def _write_letter(actor: Actor, now: datetime, user_id: int) -> bool:
    """Put it into words, then store it where the same is to be told still; else the next look writes it."""
    member = models.Membership.objects.select_related("user", "workspace")
    found = member.filter(workspace_id=actor.workspace_id, user_id=user_id).first()
    if found is None:
        return False
    choice, _ = models.MailChoice.objects.get_or_create(workspace_id=actor.workspace_id, user_id=user_id)
    rows = queries.told_in(queries.due_notifications(actor=actor, now=now, choice=choice)[0])
    if not rows:
        return False
    written = mailing.write(
        actor=actor,
        user_id=user_id,
        name=found.user.name,
        workspace_name=found.workspace.name,
        rows=rows,
    )
    return _store_letter(actor, now, user_id, {row.id for row in rows}, written)


@transaction.atomic
def _store_letter(
    actor: Actor, now: datetime, user_id: int, told: set[int], written: mailing.Written
) -> bool:
    choice = _choice(actor.workspace_id, user_id)
    due, is_digest = queries.due_notifications(actor=actor, now=now, choice=choice)
    if set(due.values_list("pk", flat=True)) != told:
        return False
    models.Notification.objects.filter(pk__in=told).update(mailed_at=now)
    if is_digest:
        choice.digested_on = mailing.digest_moment(now, queries.mail_choice(choice)).date()
        choice.save(update_fields=["digested_on"])
    models.Letter.objects.create(
        workspace_id=actor.workspace_id,
        user_id=user_id,
        key=secrets.token_hex(16),
        subject=written.subject,
        text=written.text,
        html=written.html,
        made_at=now,
        due_at=now,
    )
    return True


@transaction.atomic
def letter_to_send(*, actor: Actor, now: datetime, id: int) -> mail.Letter | None:
    """The letter as it is handed over; None where its reader is no member any more, or it is over."""
    row = _letters(actor).select_related("user").filter(pk=id, state="waiting").first()
    if row is None:
        return None
    here = models.Membership.objects.filter(workspace_id=row.workspace_id, user_id=row.user_id)
    if not row.user.is_active or not here.exists():
        _end(actor, id, "waiting", "dropped", now, "Its reader is no member any more.")
        return None
    off = mailing.stop_address(row.workspace_id, row.user_id)
    return mail.Letter(row.user.email, row.user.name, row.subject, row.text, row.html, row.key, off)


@transaction.atomic
def begin_letter(*, actor: Actor, now: datetime, id: int) -> bool:
    """Take a letter for handing it over; False when another worker has it, or it is over."""
    mine = _letters(actor).filter(pk=id, state="waiting")
    return bool(mine.update(state="sending", begun_at=now))


@transaction.atomic
def letter_sent(*, actor: Actor, now: datetime, id: int, answer: str) -> None:
    """The server has it."""
    _end(actor, id, "sending", "sent", now, answer)


@transaction.atomic
def letter_failed(*, actor: Actor, now: datetime, id: int, failed: mail.Failed, begun: bool = False) -> None:
    """It did not go out: wait and try again, or after the last try and for what lasts, give it up.

    One that may have arrived is not tried again by itself. Only who has `begun` to hand it over says so of a
    letter that is being sent.
    """
    state = "sending" if begun else "waiting"
    row = _letters(actor).filter(pk=id, state=state).first()
    if row is None:
        return
    if failed.unsure:
        _end(actor, id, state, "unsure", now, failed.answer)
    elif failed.lasting or row.tries >= len(mailing.WAITS):
        _end(actor, id, state, "failed", now, failed.answer)
    else:
        wait = timedelta(minutes=mailing.WAITS[row.tries])
        again = {"state": "waiting", "tries": row.tries + 1, "due_at": now + wait, "begun_at": None}
        _letters(actor).filter(pk=id, state=state).update(answer=failed.answer[:500], **again)


@transaction.atomic
def tidy_letters(*, actor: Actor, now: datetime) -> int:
    """Leave letters whose worker died while it handed them over: they may have arrived, and are not sent
    again. Forget those that were over a month ago."""
    _letters(actor).filter(ended_at__lte=now - mailing.KEEP).delete()
    lost = _letters(actor).filter(state="sending", begun_at__lte=now - mailing.LOST)
    words = "The worker stopped while it was handed over; it may have arrived."
    return int(lost.update(state="unsure", ended_at=now, answer=words))


@transaction.atomic
def retry_letter(*, actor: Actor, now: datetime, id: int) -> contracts.Email:
    """Send a letter again that failed or may not have arrived. For owners.

    Raises `NotFound`, `Conflict` for one that waits or was sent.
    """
    actor.require(Role.OWNER)
    row = _letters(actor).select_related("user").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such e-mail.", cure="See the list of e-mails.")
    over = _letters(actor).filter(pk=id, state__in=("failed", "unsure"))
    if not over.update(state="waiting", tries=0, due_at=now, begun_at=None, ended_at=None):
        raise Conflict(f"The e-mail is {row.state}.", where=row.subject, cure="Only failed ones go again.")
    row.refresh_from_db()
    return queries.letter_row(row)


def _end(actor: Actor, id: int, before: str, state: str, now: datetime, answer: str) -> None:
    """The texts of a letter that may be sent again are kept."""
    told: dict[str, Any] = {"state": state, "ended_at": now, "answer": answer[:500]}
    if state in ("sent", "dropped"):
        told |= {"text": "", "html": ""}
    _letters(actor).filter(pk=id, state=before).update(**told)


def _letters(actor: Actor) -> Any:
    return models.Letter.objects.filter(workspace_id=actor.workspace_id)


def _choice(workspace_id: int, user_id: int) -> models.MailChoice:
    """The member's row, made when missing and locked: one letter is made at a time."""
    rows = models.MailChoice.objects
    rows.get_or_create(workspace_id=workspace_id, user_id=user_id)
    return rows.select_for_update().get(workspace_id=workspace_id, user_id=user_id)
