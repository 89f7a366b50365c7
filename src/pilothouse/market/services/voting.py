"""Votes on a portal: each waits until the letter to its address is answered, so that no one votes with the
address of somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string

from pilothouse.accounts import queries as accounts
from pilothouse.kit import attempts, mail
from pilothouse.kit.attempts import Counted, Limit
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.mailboxes import is_mailbox, same_as, tidy
from pilothouse.kit.text import line
from pilothouse.market import models, queries
from pilothouse.market.outside import VOTE
from pilothouse.market.services.portals import ENTRIES

FROM_ONE_PLACE = Limit("votes from a place", 30, 60 * 60)
TO_ONE_ADDRESS = Limit("letters about votes", 10, 24 * 60 * 60)
ON_ONE_PORTAL = Limit("votes of a portal", 2_000, 60 * 60)
KEEP = timedelta(days=14)  # a vote that no one confirms
_TRIES = 5
_LETTERS = 50  # at a time


def vote(*, token: str, now: datetime, network: str, entry_id: int, email: str) -> str:
    """Ask for a vote of `email` for an entry of the portal at `token`. It counts when the letter to that
    address was answered; asked twice, it is asked once, and nobody learns whether an address voted before.
    Returns the path that the letter leads to, which only that address may learn.

    Raises `NotFound`, `Conflict` for a portal that is closed, `Invalid` at the field, `TooMany`.
    """
    portal = queries.public_portal(token=token)
    if not portal.takes_votes:
        raise Conflict("This page takes no more votes.", cure="Ask who sent you the link for another.")
    address = tidy(line({"email": email}, "email", 254, needed="Type your e-mail address."))
    if not is_mailbox(address):
        raise Invalid(f"'{address[:60]}' is no e-mail address.", where="email", cure="Check it.")
    if not any(entry_id == row.id for _, rows in portal.columns for row in rows):
        raise NotFound("There is no such entry on this page.", cure="Reload the page.")
    attempts.take(
        now=now,
        counted=[
            Counted(FROM_ONE_PLACE, f"{network}:{portal.portal_id}"),
            Counted(TO_ONE_ADDRESS, same_as(address)),
            Counted(ON_ONE_PORTAL, str(portal.portal_id)),
        ],
    )
    try:
        with transaction.atomic():
            row = models.PortalVote.objects.create(
                workspace_id=portal.workspace_id, entry_id=entry_id, email=address, asked_at=now
            )
    except IntegrityError:  # this address asked before; one that waits gets its letter again
        own = models.PortalVote.objects.filter(entry_id=entry_id, email__iexact=address)
        own.filter(confirmed_at=None).update(sent_at=None, tries=0, asked_at=now)
        row = own.get()
    return VOTE.path(portal.workspace_id, row.pk)


@transaction.atomic
def confirm_vote(*, token: str, now: datetime) -> None:
    """Count the vote that a letter is about; done twice it is counted once. Raises `NotFound`."""
    row = queries.vote_row(token)
    if not models.PortalVote.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now):
        return
    actor = accounts.guest_actor(workspace_id=row.workspace_id, name="Someone outside", channel="portal")
    ENTRIES.record(actor, now, "voted", row.entry, {})


@transaction.atomic
def take_vote_back(*, token: str, now: datetime) -> None:
    """Remove the vote that a letter is about, with the address. Raises `NotFound`."""
    row = queries.vote_row(token)
    row.delete()
    actor = accounts.guest_actor(workspace_id=row.workspace_id, name="Someone outside", channel="portal")
    ENTRIES.record(actor, now, "vote_taken_back", row.entry, {})


def send_letters(*, now: datetime) -> int:
    """Send the letters that ask to confirm a vote, each at most once for each time that it was asked for; how
    many went out. Where no mail server is set, votes wait. Votes that no one confirmed are removed."""
    models.PortalVote.objects.filter(confirmed_at=None, asked_at__lt=now - KEEP).delete()
    waiting = models.PortalVote.objects.filter(
        confirmed_at=None, sent_at=None, tries__lt=_TRIES, entry__removed_at=None,
        entry__portal__revoked_at=None,
    ).exclude(email="")  # fmt: skip
    if mail.server() is None or not waiting.exists():
        return 0
    sent = 0
    try:
        with mail.Post() as post:
            for row in waiting.select_related("entry__portal")[:_LETTERS]:
                sent += _sent(post, row, now)
    except mail.Failed:  # the server cannot be reached; the next look tries again
        return sent
    return sent


def _sent(post: mail.Post, row: models.PortalVote, now: datetime) -> bool:
    own = models.PortalVote.objects.filter(pk=row.pk, sent_at=None)
    if not own.update(sent_at=now, tries=F("tries") + 1):
        return False  # another worker has it
    try:
        post.deliver(post.offer(_letter(row, now)))
    except mail.Failed as error:
        if not error.unsure:
            left = {"tries": _TRIES} if error.lasting else {}
            models.PortalVote.objects.filter(pk=row.pk).update(sent_at=None, **left)
        return False
    return True


def _letter(row: models.PortalVote, now: datetime) -> mail.Letter:
    address = mail.address_of(VOTE.path(row.workspace_id, row.pk))
    title, portal = row.entry.title, row.entry.portal.title
    context = {"portal": portal, "title": title, "address": address, "days": KEEP.days}
    text, html = (render_to_string(f"market/mail/vote.{kind}", context) for kind in ("txt", "html"))
    key = f"vote-{row.pk}-{int(now.timestamp())}"
    return mail.Letter(row.email, "", f"Confirm your vote for {title}", text, html, key)
