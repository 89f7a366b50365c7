"""When letters are due, and their words. Nothing here reads rows or the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from pilothouse.accounts import contracts
from pilothouse.accounts.contracts import REASON_WORDS, REASONS, WHEN_WORDS
from pilothouse.kit import mail
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import plural

PAUSE = timedelta(seconds=30)  # before a letter at once, so that what comes together is one letter
DIGEST_PAUSE = timedelta(minutes=2)  # the record is read every few seconds
OLDEST = timedelta(days=2)  # what happened earlier is no news
# After how many minutes a letter that the server did not take is tried again; then it has failed.
WAITS = (1, 5, 15, 60, 240, 480, 960, 1440)
# A letter whose sending began so long ago has no worker any more.
LOST = timedelta(minutes=10)
KEEP = timedelta(days=30)  # letters that are over
_SALT = "pilothouse.accounts.mail"
_SAID_BY_ROOMS = ("plan", "alert")  # their titles say all
_SHOWN = 30  # lines of one letter


@cache
def zones() -> tuple[str, ...]:
    """Names of time zones, such as Europe/Vienna."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def digest_moment(now: datetime, choices: contracts.MailChoices) -> datetime:
    """The newest moment that is past at which the member's clock showed the hour of the digest."""
    local = now.astimezone(ZoneInfo(choices.zone))
    today = datetime.combine(local.date(), time(choices.hour), local.tzinfo)
    if today <= now:
        return today
    return datetime.combine(local.date() - timedelta(days=1), time(choices.hour), local.tzinfo)


def stop_token(workspace_id: int, user_id: int) -> str:
    """What proves that who holds it read a letter to this member; it never ends."""
    return signing.Signer(salt=_SALT).sign_object([workspace_id, user_id])


def read_token(token: str) -> tuple[int, int]:
    """The workspace and the member of a token. Raises `NotFound`."""
    try:
        workspace_id, user_id = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound("This link ends no e-mail.", cure="Check that the link is whole.") from None
    return workspace_id, user_id


def stop_address(workspace_id: int, user_id: int) -> str:
    """Where letters to this member end, without log-in."""
    return mail.address_of(reverse("stop-mail", args=(stop_token(workspace_id, user_id),)))


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Line:
    row: contracts.Notification
    address: str
    heading: str


def write(
    *, actor: Actor, user_id: int, name: str, workspace_name: str, rows: Sequence[contracts.Notification]
) -> Written:
    """The letter that tells a member of `rows`, the strongest reasons first. `rows` are not empty."""
    ordered = sorted(rows, key=lambda row: (REASONS.index(row.reason), -row.at.timestamp()))
    shown = ordered[:_SHOWN]
    context = {
        "name": name,
        "workspace": workspace_name,
        "lines": tuple(_lines(actor, shown)),
        "more": len(ordered) - len(shown),
        "inbox": mail.address_of(reverse("accounts:inbox", args=(actor.workspace_slug,))),
        "choices": mail.address_of(reverse("accounts:mail", args=(actor.workspace_slug,))),
        "off": stop_address(actor.workspace_id, user_id),
    }
    first = ordered[0]
    about = f"{first.actor_name}: {first.did}, {first.title}"
    if first.reason in _SAID_BY_ROOMS:
        about = first.title
    subject = about if len(ordered) == 1 else f"{plural(len(ordered), 'notification')}: {about}"
    text = render_to_string("accounts/mail/letter.txt", context)
    html = render_to_string("accounts/mail/letter.html", context)
    return Written(f"[{workspace_name}] {subject}"[:300], text, html)


def _lines(actor: Actor, rows: Sequence[contracts.Notification]) -> list[_Line]:
    found, before = [], ""
    for row in rows:
        target, words = Ref.parse(row.target), REASON_WORDS[row.reason]
        address = mail.address_of(reverse("ref", args=(actor.workspace_slug, target.kind, target.id)))
        found.append(_Line(row, address, "" if words == before else words))
        before = words
    return found


def words_of(choices: contracts.MailChoices) -> list[tuple[str, str]]:
    """Each reason and when it is mailed, in words."""
    return [(REASON_WORDS[reason], WHEN_WORDS[choices.when(reason)]) for reason in REASONS]
