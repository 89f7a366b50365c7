"""Ways in for people outside: portals, posts that wait for a member to look, and keys of programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pilothouse.kit.subjects import Subject
from pilothouse.market.contracts.companies import Amount
from pilothouse.market.contracts.feedback import headline

ENTRY_STATUSES = ("asked", "planned", "shipped")
EntryStatus = Literal["asked", "planned", "shipped"]
POST_STATES = ("waiting", "accepted", "rejected", "spam")
PostState = Literal["waiting", "accepted", "rejected", "spam"]
POST_WAYS = {"form": "Public form", "program": "Program", "mail": "E-mail"}
MOST_POSTED = 10_000  # characters of a post to the public form


@dataclass(frozen=True, slots=True)
class Portal:
    """A page for people without a log-in: what is asked of a product, planned and shipped, with votes, and a
    form. `path` is its address as long as it is open; `waiting`: posts that no one looked at yet."""

    id: int
    title: str
    intro: str
    product: Subject | None
    takes_posts: bool
    takes_votes: bool
    state: Literal["open", "revoked"]
    entries: int
    waiting: int
    path: str
    version: int


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """What a member wrote for a portal. Only what is published is shown there. `target`: the item or
    requirement behind it, which the portal never shows. `votes` are confirmed by e-mail, `unconfirmed` wait
    for that and count nowhere; `companies` are those whose contacts voted, with what they pay a year."""

    id: int
    portal_id: int
    title: str
    text: str
    status: str
    is_published: bool
    target: Subject | None
    votes: int
    unconfirmed: int
    companies: int
    revenue: tuple[Amount, ...]
    version: int


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """An entry as everybody sees it."""

    id: int
    title: str
    text: str
    votes: int


@dataclass(frozen=True, slots=True)
class PublicPortal:
    """A portal as everybody sees it; a revoked one shows nothing."""

    workspace_id: int
    portal_id: int
    title: str
    intro: str
    takes_posts: bool
    takes_votes: bool
    sends_mail: bool
    state: Literal["open", "revoked"]
    columns: tuple[tuple[str, tuple[PublicEntry, ...]], ...]


@dataclass(frozen=True, slots=True)
class PublicVote:
    """What the address in a letter is about: a vote for `title` that is confirmed, or waits for it."""

    title: str
    portal_title: str
    portal_path: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Post:
    """What came in from outside, word for word. It waits until a member accepts it, which makes it feedback
    (`feedback_id`), rejects it, or says that it is spam. `doubts` are reasons to look twice; an address that
    was typed or stands in an e-mail proves nobody, so that no post has a contact."""

    id: int
    text: str
    author: str
    email: str
    way: str
    came_by: str
    received_at: datetime
    state: str
    doubts: tuple[str, ...]
    feedback_id: int | None
    version: int

    @property
    def headline(self) -> str:
        return headline(self.text)

    @property
    def way_name(self) -> str:
        return POST_WAYS[self.way]

    @property
    def said_by(self) -> str:
        return self.author or self.email


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something that was sent in: it waits for a member, or it was there already."""

    state: Literal["waiting", "known"]


@dataclass(frozen=True, slots=True)
class MailTaken:
    """What a mailbox brought: messages that wait now, those that were there, those set aside as spam, and
    what could not be read, each with its place in the file and why."""

    waiting: int
    known: int
    spam: int
    unread: tuple[str, ...]
    more_unread: int


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """The key of a program that may send feedback, and nothing else. Of its secret only `prefix` is shown."""

    id: int
    name: str
    prefix: str
    made_at: datetime
    used_at: datetime | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class NewIntakeKey:
    """A key with its secret, which is known only now."""

    key: IntakeKey
    secret: str
