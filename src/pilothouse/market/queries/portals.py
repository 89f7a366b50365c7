"""Portals as members and as everybody see them, what came in through them, and keys of programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from pilothouse.kit import mail
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import (
    ENTRY_STATUSES,
    IntakeKey,
    Portal,
    PortalEntry,
    Post,
    PublicEntry,
    PublicPortal,
    PublicVote,
    headline,
)
from pilothouse.market.outside import PORTAL, VOTE
from pilothouse.market.queries.behind import amounts

ENTRY = "market.portal_entry"
MOST_ENTRIES = 500
_THERE = Q(entries__removed_at=None)
_WAITING = Q(posts__state="waiting")


# Portals


def portals(*, actor: Actor) -> tuple[Portal, ...]:
    """All portals, those that are open first; two statements and one for their products."""
    rows = list(_portals(actor).order_by("revoked_at", "pk"))
    rows.sort(key=lambda row: row.revoked_at is not None)
    return _shown(actor, rows)


def portal(*, actor: Actor, id: int) -> Portal:
    """Raises `NotFound`."""
    row = _portals(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such portal.", cure="See the list of portals.")
    return _shown(actor, [row])[0]


def named_portals(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = models.Portal.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    return [Subject(f"market.portal:{row.pk}", row.title, row.title) for row in rows]


def _portals(actor: Actor) -> QuerySet[Any]:
    return models.Portal.objects.filter(workspace_id=actor.workspace_id).annotate(
        many=Count("entries", filter=_THERE, distinct=True),
        waits=Count("posts", filter=_WAITING, distinct=True),
    )


def _shown(actor: Actor, rows: Iterable[Any]) -> tuple[Portal, ...]:
    found = list(rows)
    products = named(actor=actor, refs=[row.product for row in found if row.product])
    return tuple(
        Portal(
            id=row.pk,
            title=row.title,
            intro=row.intro,
            product=products[row.product] if row.product else None,
            takes_posts=row.takes_posts,
            takes_votes=row.takes_votes,
            state="revoked" if row.revoked_at else "open",
            entries=row.many,
            waiting=row.waits,
            path=PORTAL.path(row.workspace_id, row.pk),
            version=row.version,
        )
        for row in found
    )


# Entries


def portal_entries(*, actor: Actor, portal: int) -> tuple[PortalEntry, ...]:
    """Entries of a portal by status, those with most votes first; five statements at most."""
    rows = _entries(actor).filter(portal_id=portal)
    found = _entries_shown(actor, rows[:MOST_ENTRIES])
    places = {status: place for place, status in enumerate(ENTRY_STATUSES)}
    return tuple(sorted(found, key=lambda row: (places[row.status], -row.votes, row.id)))


def portal_entry(*, actor: Actor, id: int) -> PortalEntry:
    """Raises `NotFound`."""
    found = _entries_shown(actor, _entries(actor).filter(pk=id))
    if not found:
        raise NotFound("There is no such entry of a portal.", cure="It may have been removed.")
    return found[0]


def portal_of_entry(*, actor: Actor, id: int) -> int:
    """The portal of an entry. Raises `NotFound`."""
    return portal_entry(actor=actor, id=id).portal_id


def named_entries(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _entries(actor).filter(pk__in=ids).values_list("pk", "title")
    return [Subject(f"{ENTRY}:{number}", title, title) for number, title in rows]


def _entries(actor: Actor) -> QuerySet[models.PortalEntry]:
    return models.PortalEntry.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def _entries_shown(actor: Actor, rows: QuerySet[models.PortalEntry]) -> tuple[PortalEntry, ...]:
    found = list(rows)
    targets = named(actor=actor, refs=[row.target for row in found if row.target])
    confirmed, unconfirmed = _votes(found)
    voters = _voters(actor, confirmed)
    return tuple(
        PortalEntry(
            id=row.pk,
            portal_id=row.portal_id,
            title=row.title,
            text=row.text,
            status=row.status,
            is_published=row.is_published,
            target=targets[row.target] if row.target else None,
            votes=len(confirmed[row.pk]),
            unconfirmed=unconfirmed[row.pk],
            companies=len(voters[row.pk]),
            revenue=amounts(voters[row.pk].values()),
            version=row.version,
        )
        for row in found
    )


def _votes(rows: Iterable[models.PortalEntry]) -> tuple[dict[int, list[str]], dict[int, int]]:
    confirmed: dict[int, list[str]] = defaultdict(list)
    unconfirmed: dict[int, int] = defaultdict(int)
    votes = models.PortalVote.objects.filter(entry__in=[row.pk for row in rows])
    for entry, email, at in votes.values_list("entry_id", "email", "confirmed_at"):
        if at is None:
            unconfirmed[entry] += 1
        else:
            confirmed[entry].append(email)
    return confirmed, unconfirmed


def _voters(actor: Actor, confirmed: dict[int, list[str]]) -> dict[int, dict[int, models.Company]]:
    """Companies of contacts who voted, by entry and number. Only a confirmed address says who somebody is."""
    found: dict[int, dict[int, models.Company]] = defaultdict(dict)
    mails = {same_as(email) for each in confirmed.values() for email in each if email}
    if not mails:
        return found
    people = models.Contact.objects.filter(workspace_id=actor.workspace_id).exclude(email="")
    people = people.exclude(company=None).select_related("company")
    known = {at: row.company for row in people if (at := same_as(row.email)) in mails and row.company}
    for entry, given in confirmed.items():
        for email in given:
            if company := known.get(same_as(email)):
                found[entry][company.pk] = company
    return found


# As everybody sees them


def public_portal(*, token: str) -> PublicPortal:
    """What the address of `token` shows: what is published, and no more. Raises `NotFound`."""
    workspace_id, id = PORTAL.read(token)
    row = models.Portal.objects.filter(workspace_id=workspace_id, pk=id).first()
    if row is None:
        raise PORTAL.missing()
    is_open = row.revoked_at is None
    return PublicPortal(
        workspace_id=workspace_id,
        portal_id=row.pk,
        title=row.title,
        intro=row.intro if is_open else "",
        takes_posts=row.takes_posts and is_open,
        takes_votes=row.takes_votes and is_open,
        sends_mail=mail.server() is not None,
        state="open" if is_open else "revoked",
        columns=_columns(row.pk) if is_open else (),
    )


def _columns(portal: int) -> tuple[tuple[str, tuple[PublicEntry, ...]], ...]:
    rows = models.PortalEntry.objects.filter(portal_id=portal, removed_at=None, is_published=True)
    counted = rows.annotate(many=Count("votes", filter=Q(votes__confirmed_at__isnull=False)))
    found: dict[str, list[PublicEntry]] = {status: [] for status in ENTRY_STATUSES}
    for row in counted.order_by("-many", "pk")[:MOST_ENTRIES]:
        found[row.status].append(PublicEntry(row.pk, row.title, row.text, row.many))
    return tuple((status, tuple(found[status])) for status in ENTRY_STATUSES)


def public_vote(*, token: str) -> PublicVote:
    """The vote that a letter is about. Raises `NotFound`, alike when it was taken back."""
    row = vote_row(token)
    entry = row.entry
    path = PORTAL.path(row.workspace_id, entry.portal_id)
    return PublicVote(entry.title, entry.portal.title, path, row.confirmed_at is not None)


def vote_row(token: str) -> models.PortalVote:
    """Raises `NotFound`."""
    workspace_id, id = VOTE.read(token)
    rows = models.PortalVote.objects.filter(
        workspace_id=workspace_id, entry__removed_at=None, entry__portal__revoked_at=None
    )
    row = rows.select_related("entry__portal").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no vote at this address.", cure="It may have been taken back.")
    return row


# What came in


@dataclass(frozen=True, slots=True)
class NarrowPosts:
    """Which posts: those in `state`, that came by `way`, whose text or sender holds `text`."""

    text: str = ""
    state: str = "waiting"
    way: str = ""


WAITING = NarrowPosts()


def posts(*, actor: Actor, narrow: NarrowPosts = WAITING, page: int = 1, size: int = 50) -> Page[Post]:
    """Posts, newest first; two statements."""
    rows = _posts(actor, narrow).select_related("portal", "key")
    return paginate(rows, page, size, _post)


def post_ids(*, actor: Actor, narrow: NarrowPosts = WAITING) -> list[int]:
    """Numbers of all that fit, in order of the list."""
    return list(_posts(actor, narrow).values_list("pk", flat=True))


def post(*, actor: Actor, id: int) -> Post:
    """Raises `NotFound`."""
    own = models.Post.objects.filter(workspace_id=actor.workspace_id, pk=id)
    row = own.select_related("portal", "key").first()
    if row is None:
        raise NotFound("There is no such post.", cure="See the list of what came in.")
    return _post(row)


def posts_waiting(*, actor: Actor) -> int:
    """How many posts no one has looked at; one statement."""
    return _posts(actor, WAITING).count()


def next_post(*, actor: Actor, after: int) -> int | None:
    """The newest waiting post that is older than `after`, else the newest of all; None where none waits."""
    rows = _posts(actor, WAITING).exclude(pk=after).values_list("pk", flat=True)
    return rows.filter(pk__lt=after).first() or rows.first()


def _posts(actor: Actor, narrow: NarrowPosts) -> QuerySet[models.Post]:
    rows = models.Post.objects.filter(workspace_id=actor.workspace_id)
    for word in narrow.text.replace("\0", "").split()[:8]:
        found = Q(text__icontains=word) | Q(author__icontains=word) | Q(email__icontains=word)
        rows = rows.filter(found)
    for name in ("state", "way"):
        if value := getattr(narrow, name).replace("\0", ""):
            rows = rows.filter(**{name: value})
    return rows


def _post(row: models.Post) -> Post:
    by = row.portal.title if row.portal else row.key.name if row.key else ""
    return Post(
        id=row.pk,
        text=row.text,
        author=row.author,
        email=row.email,
        way=row.way,
        came_by=by,
        received_at=row.received_at,
        state=row.state,
        doubts=tuple(row.doubts),
        feedback_id=row.feedback_id,
        version=row.version,
    )


def named_posts(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = models.Post.objects.filter(workspace_id=actor.workspace_id, pk__in=ids).values_list("pk", "text")
    return [Subject(f"market.post:{number}", headline(text), headline(text)) for number, text in rows]


# Keys


def intake_keys(*, actor: Actor) -> tuple[IntakeKey, ...]:
    """Keys of programs, those that count first."""
    rows = models.IntakeKey.objects.filter(workspace_id=actor.workspace_id)
    return tuple(sorted(map(shown_key, rows), key=lambda row: (row.is_revoked, -row.id)))


def shown_key(row: models.IntakeKey) -> IntakeKey:
    return IntakeKey(row.pk, row.name, row.prefix, row.made_at, row.used_at, row.revoked_at is not None)
