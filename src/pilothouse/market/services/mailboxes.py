"""Bringing in a mailbox: its messages become posts that wait for a member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from pilothouse.engine.quantities import FIRST_DAY
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.mailboxes import same_as, tidy
from pilothouse.market.contracts import MailTaken
from pilothouse.market.mails import Mail, read_mailbox
from pilothouse.market.services.posting import Sent, take_many

_ONCE = 200
_NAMED = 20  # of those that could not be read
MOST_UPLOADED = 20_000_000  # bytes; the shell takes any size


def take_uploaded(*, actor: Actor, now: datetime, stream: BinaryIO, size: int) -> MailTaken:
    """As `take_mailbox`, for a file that was sent by a browser or a program. Raises `Invalid`."""
    if size > MOST_UPLOADED:
        cure = "Bring it in by `pilothouse mailbox FILE` on the server, or export fewer messages."
        told = f"This file has {size / 1e6:.0f} MB; {MOST_UPLOADED // 1_000_000} MB are the most."
        raise Invalid(told, where="file", cure=cure)
    return take_mailbox(actor=actor, now=now, stream=stream)


def take_mailbox(
    *, actor: Actor, now: datetime, stream: BinaryIO, progress: Callable[[int], None] = lambda done: None
) -> MailTaken:
    """Take the messages of an mbox file, some hundred in one transaction, so that a file that was cut short
    or brought again goes on where it stopped. Raises `Invalid` for a file that is none."""
    actor.require(Role.EDITOR)
    counted, unread, done = Counter[str](), [], 0
    for part in bulk.portions(enumerate(read_mailbox(stream), 1), _ONCE):
        unread += [_place(number, mail) for number, mail in part if mail.fault]
        sent = [_sent(mail, now) for _, mail in part if not mail.fault]
        with transaction.atomic():
            counted += take_many(actor=actor, now=now, sent=sent)
        done += len(part)
        progress(done)
    return MailTaken(
        waiting=counted["waiting"],
        known=counted["known"],
        spam=counted["spam"],
        unread=tuple(unread[:_NAMED]),
        more_unread=max(0, len(unread) - _NAMED),
    )


def _place(number: int, mail: Mail) -> str:
    called = f"Message {number}, “{mail.subject[:60]}”" if mail.subject else f"Message {number}"
    return f"{called}: {mail.fault}"


def _sent(mail: Mail, now: datetime) -> Sent:
    at = mail.sent_at if mail.sent_at and mail.sent_at.date() >= FIRST_DAY and mail.sent_at <= now else now
    email = tidy(mail.email)
    return Sent(
        text=mail.text,
        said_by=mail.name,
        email=email,
        sender=f"mail {same_as(email) or '?'}",
        key=f"mail\0{mail.message_id}\0{same_as(email)}\0{mail.text}",
        received_at=at,
        doubt="It was sent by a program." if mail.is_automatic else "",
    )
