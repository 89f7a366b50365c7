"""Taking in what people and programs outside send: bounded for each sender, each portal and the workspace,
kept apart from feedback until a member accepts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from pilothouse.accounts import queries as accounts
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import attempts, bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.attempts import Counted, Limit
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.mailboxes import is_mailbox, same_as, tidy
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import MOST_TEXT, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import MOST_POSTED

FROM_ONE_PLACE = Limit("posts to a portal", 10, 60 * 60)
TO_ONE_PORTAL = Limit("posts of a portal", 300, 60 * 60)
BY_ONE_KEY = Limit("posts of a program", 3_000, 60 * 60)
MOST_OF_ONE = 20  # that wait of one sender
MOST_WAITING = 5_000  # of a workspace
_MANY_LINKS = 3
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARKUP = re.compile(r"\[url[=\]]|<a\s+href", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent: `said_by` and `email` as they claim, `sender` by what many of one are counted, and
    `key` where the sender has one by which it is known again."""

    text: str
    said_by: str
    email: str
    sender: str
    key: str = ""
    received_at: datetime | None = None
    doubt: str = ""

    @property
    def sender_digest(self) -> str:
        return sha256(self.sender.encode()).hexdigest()

    @property
    def mark(self) -> str:
        known_by = self.key or f"{self.sender}\0{' '.join(self.text.split()).lower()}"
        return sha256(known_by.encode()).hexdigest()


def read_sent(
    *,
    text: str,
    name: str = "",
    email: str = "",
    sender: str,
    key: str = "",
    most: int = MOST_TEXT,
    received_at: datetime | None = None,
) -> Sent:
    """What was sent, checked. Raises `Invalid` at the field."""
    values = {"text": text, "name": name, "email": email}
    address = line(values, "email", 254)
    if address and not is_mailbox(address):
        cure = "Check it, or leave it empty."
        raise Invalid(f"'{address[:60]}' is no e-mail address.", where="email", cure=cure)
    words = lines(values, "text", most, needed="Say what you would like.")
    return Sent(words, line(values, "name", 200), tidy(address), sender, key, received_at)


def post_to_portal(
    *, token: str, now: datetime, network: str, text: str, name: str = "", email: str = ""
) -> contracts.Received:
    """Take what somebody wrote into the form of a portal. An address that they type proves nothing.

    Raises `NotFound`, `Conflict` for a portal that is closed, `Invalid` at the field, `TooMany`.
    """
    portal = queries.public_portal(token=token)
    if not portal.takes_posts:
        raise Conflict("This page takes no more posts.", cure="Ask who sent you the link for another.")
    sent = read_sent(text=text, name=name, email=email, sender=f"network {network}", most=MOST_POSTED)
    attempts.take(
        now=now,
        counted=[
            Counted(FROM_ONE_PLACE, f"{network}:{portal.portal_id}"),
            Counted(TO_ONE_PORTAL, str(portal.portal_id)),
        ],
    )
    actor = accounts.guest_actor(workspace_id=portal.workspace_id, name="Someone outside", channel="portal")
    return _one(actor, now, sent, models.Post(portal_id=portal.portal_id, way="form"))


def post_by_program(
    *, actor: Actor, now: datetime, text: str, name: str = "", email: str = "", key: str = ""
) -> contracts.Received:
    """Take what a program sends: with a key of its own, which may do nothing else, or with a member's token.
    The same `key` again changes nothing. Raises `Invalid` at the field, `Forbidden`, `TooMany`."""
    number = actor.token_id if actor.channel == "intake" else None
    if number is None:
        actor.require(Role.EDITOR)
    of = f"key {number}" if number else f"member {actor.user_id}"
    known = line({"key": key}, "key", 200)
    sent = read_sent(
        text=text,
        name=name,
        email=email,
        sender=f"{of} {same_as(email) or '?'}",
        key=f"{of}\0{known}" if known else "",
    )
    attempts.take(now=now, counted=[Counted(BY_ONE_KEY, of)])
    return _one(actor, now, sent, models.Post(key_id=number, way="program"))


@transaction.atomic
def _one(actor: Actor, now: datetime, sent: Sent, row: models.Post) -> contracts.Received:
    own = models.Post.objects.filter(workspace_id=actor.workspace_id)
    if own.filter(mark=sent.mark).exists():
        return contracts.Received("known")
    waiting = own.filter(state="waiting")
    if waiting.filter(sender=sent.sender_digest).count() >= MOST_OF_ONE:
        raise attempts.refused(60 * 60)
    if waiting.count() >= MOST_WAITING:
        raise attempts.refused(24 * 60 * 60)
    _fill(actor, now, row, sent, _is_spammer(actor, {sent.sender_digest}))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same, sent twice at once
        return contracts.Received("known")
    journal.record_many(actor=actor, now=now, changes=[_received(actor, row)], batch=sortable_id(now))
    return contracts.Received("waiting")


def take_many(*, actor: Actor, now: datetime, sent: Sequence[Sent]) -> Counter[str]:
    """Take messages of a mailbox that a member brought; how many wait, were known, or were set aside as spam.
    Of one sender at most `MOST_OF_ONE` wait: of more nothing is lost, they stand under spam and say why."""
    marks = [each.mark for each in sent]
    own = models.Post.objects.filter(workspace_id=actor.workspace_id)
    there = set(own.filter(mark__in=marks).values_list("mark", flat=True))
    senders = {each.sender_digest for each in sent}
    spammers = _is_spammer(actor, senders)
    waits = Counter(own.filter(state="waiting", sender__in=senders).values_list("sender", flat=True))
    total, counted, rows = own.filter(state="waiting").count(), Counter[str](), []
    for each in sent:
        if each.mark in there:
            counted["known"] += 1
            continue
        there.add(each.mark)
        row = models.Post(way="mail")
        _fill(actor, now, row, each, spammers)
        if row.state == "waiting" and waits[row.sender] >= MOST_OF_ONE:
            row.state = "spam"
            row.doubts = [*row.doubts, f"More than {MOST_OF_ONE} of this sender wait."]
        elif row.state == "waiting" and total >= MOST_WAITING:
            row.state = "spam"
            row.doubts = [*row.doubts, f"More than {MOST_WAITING:,} wait."]
        if row.state == "waiting":
            waits[row.sender] += 1
            total += 1
        counted[row.state] += 1
        rows.append(row)
    bulk.insert(rows, numbered=True)
    told = [_received(actor, row) for row in rows]
    journal.record_many(actor=actor, now=now, changes=told, batch=sortable_id(now))
    return counted


def _fill(actor: Actor, now: datetime, row: models.Post, sent: Sent, spammers: Iterable[str]) -> None:
    row.workspace_id = actor.workspace_id
    row.text, row.author, row.email = sent.text, sent.said_by, sent.email
    row.received_at = sent.received_at or now
    row.sender, row.mark = sent.sender_digest, sent.mark
    row.doubts = doubts(sent.text) + ([sent.doubt] if sent.doubt else [])
    if row.sender in spammers:
        row.state = "spam"
        row.doubts = [*row.doubts, "What this sender sent before was spam."]


def doubts(text: str) -> list[str]:
    """Reasons to look twice at a text; none of them decides."""
    found = []
    if (links := len(_LINK.findall(text))) >= _MANY_LINKS:
        found.append(f"It has {links} links.")
    if _MARKUP.search(text):
        found.append("It has links as programs write them.")
    if not any(letter.isalnum() for letter in text):
        found.append("It has no letters.")
    return found


def _is_spammer(actor: Actor, senders: set[str]) -> set[str]:
    """Senders of whom something was marked as spam by a member, and nothing accepted."""
    own = models.Post.objects.filter(workspace_id=actor.workspace_id, sender__in=senders)
    good = set(own.filter(state="accepted").values_list("sender", flat=True))
    return set(own.filter(state="spam", is_judged=True).values_list("sender", flat=True)) - good


def _received(actor: Actor, row: models.Post) -> Change:
    ref = Ref("market.post", row.pk)
    return Change("post.received", ref, title_of(row, actor.name), {"state": [None, row.state]})


def title_of(row: models.Post, sent_by: str = "") -> str:
    """What the record calls a post: how it came, not what it says nor who claims to have sent it."""
    if row.way == "mail":
        return "A message by e-mail"
    if row.portal:
        return f"A post to {row.portal.title}"
    return f"A post by {row.key.name if row.key else sent_by or 'a program'}"
