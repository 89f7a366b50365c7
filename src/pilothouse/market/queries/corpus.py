"""What the text engine reads of feedback, and what it found of it before: frozen, in order of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from pilothouse.kit.actor import Actor
from pilothouse.market import models
from pilothouse.market.queries.feedback import own

_ONCE = 2_000
_WORD = re.compile(r"[^\W\d_]{2,}")
QUOTED_FROM = 2_000  # pieces of a theme, the newest, among which its quotes are sought


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a piece, as it stood at `version`."""

    id: int
    text: str
    received_on: date
    version: int


@dataclass(frozen=True, slots=True)
class Read:
    """A piece as it was read before: the bytes of its vector, its theme."""

    id: int
    vector: bytes
    theme_id: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with all that a look through all feedback goes by."""

    id: int
    text: str
    theme_id: int | None
    theme_by: str
    community: int | None


@dataclass(frozen=True, slots=True)
class Space:
    """Where likeness is measured, as the last run stored it."""

    mean: bytes
    axes: bytes
    least: float


@dataclass(frozen=True, slots=True)
class Standing:
    """An open theme, and what people decided of it."""

    id: int
    kind: str
    is_pinned: bool
    has_merged: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A proposal that somebody refused: themes concerned, and the feedback of its first part."""

    change: str
    before: tuple[int, ...]
    feedback: frozenset[int]


def unread() -> tuple[int, ...]:
    """Workspaces with feedback that nobody read for its theme yet, or with a theme of which nothing is
    computed; two statements that read no more than what waits."""
    waiting = models.Feedback.objects.filter(theme_by="", removed_at=None).order_by()
    bare = models.Theme.objects.filter(state="open", figure=None).order_by()
    found = {*waiting.values_list("workspace_id", flat=True).distinct()}
    return tuple(sorted(found | {*bare.values_list("workspace_id", flat=True).distinct()}))


def unread_words(*, actor: Actor) -> tuple[Words, ...]:
    """The oldest that were not read yet, some at a time."""
    rows = own(actor).filter(theme_by="").order_by("pk")
    return tuple(Words(*row) for row in rows.values_list("pk", "text", "received_on", "version")[:_ONCE])


def without_vector(*, actor: Actor) -> tuple[Words, ...]:
    """Those that were read, and whose vector went since, as their words were masked; some at a time."""
    rows = own(actor).exclude(theme_by="").filter(vector=None).order_by("pk")
    return tuple(Words(*row) for row in rows.values_list("pk", "text", "received_on", "version")[:_ONCE])


def words_of(*, actor: Actor, ids: Sequence[int]) -> dict[int, Words]:
    found: dict[int, Words] = {}
    for start in range(0, len(ids), 500):
        rows = own(actor).filter(pk__in=ids[start : start + 500]).order_by()
        for row in rows.values_list("pk", "text", "received_on", "version"):
            found[row[0]] = Words(*row)
    return found


def read_before(*, actor: Actor) -> tuple[Read, ...]:
    """Every piece that has a vector; one statement, half a kilobyte a piece."""
    rows = models.FeedbackVector.objects.filter(
        workspace_id=actor.workspace_id, feedback__removed_at=None
    ).order_by("feedback_id")
    values = rows.values_list("feedback_id", "vector", "feedback__theme_id")
    return tuple(Read(id, bytes(vector), theme) for id, vector, theme in values.iterator(chunk_size=_ONCE))


def corpus(*, actor: Actor) -> tuple[Piece, ...]:
    """Every piece; one statement."""
    rows = own(actor).order_by("pk")
    values = rows.values_list("pk", "text", "theme_id", "theme_by", "vector__community")
    return tuple(Piece(*row) for row in values.iterator(chunk_size=_ONCE))


def space(*, actor: Actor) -> Space | None:
    """That of the newest run, None before there was one."""
    row = models.ThemeRun.objects.filter(workspace_id=actor.workspace_id).first()
    return None if row is None else Space(bytes(row.mean), bytes(row.axes), row.least)


def standing(*, actor: Actor) -> tuple[Standing, ...]:
    """Open themes."""
    rows = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="open").order_by("pk")
    counted = rows.annotate(inside=Count("merged", filter=Q(merged__state="merged")))
    return tuple(
        Standing(*row[:3], has_merged=row[3] > 0)
        for row in counted.values_list("pk", "kind", "is_pinned", "inside")
    )


def refused(*, actor: Actor) -> tuple[Refused, ...]:
    rows = models.ThemeProposal.objects.filter(workspace_id=actor.workspace_id, state="refused")
    return tuple(
        Refused(row.change, tuple(row.before), frozenset(row.after[0]["feedback"] if row.after else ()))
        for row in rows
    )


def people(*, actor: Actor) -> frozenset[str]:
    """Words of what contacts and authors are called, in small letters: by these no theme is named."""
    contacts = models.Contact.objects.filter(workspace_id=actor.workspace_id).order_by()
    authors = own(actor).exclude(author="").order_by().values_list("author", flat=True).distinct()
    called = (*authors, *(f"{name} {email}" for name, email in contacts.values_list("name", "email")))
    return frozenset(word for text in called for word in _WORD.findall(text.lower()))


class Payer(NamedTuple):
    """A company; `revenue` is 0 where it is not known or in another currency than that of the workspace."""

    id: int
    name: str
    segment: str
    revenue: float


@dataclass(frozen=True, slots=True)
class Voices:
    """All known companies, which of them wrote, and who said what: theme and company, each once."""

    companies: tuple[Payer, ...]
    wrote: frozenset[int]
    said: frozenset[tuple[int, int]]
    currency: str


def voices(*, actor: Actor, currency: str) -> Voices:
    """Three statements."""
    rows = models.Company.objects.filter(workspace_id=actor.workspace_id).order_by("pk")
    values = rows.values_list("pk", "name", "segment", "revenue_cents", "currency")
    companies = tuple(
        Payer(id, name, segment, float(cents or 0) if in_currency == currency else 0.0)
        for id, name, segment, cents, in_currency in values.iterator(chunk_size=2_000)
    )
    said = own(actor).exclude(company=None).order_by()
    wrote = frozenset(said.values_list("company_id", flat=True).distinct())
    pairs = said.exclude(theme=None).values_list("theme_id", "company_id").distinct()
    return Voices(companies, wrote, frozenset(pairs), currency)


def bare_themes(*, actor: Actor) -> dict[int, str]:
    """Number and kind of the open themes of which nothing is computed."""
    rows = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="open", figure=None)
    return dict(rows.order_by("pk").values_list("pk", "kind"))


def days(*, actor: Actor, themes: Sequence[int] | None = None) -> list[tuple[int | None, date, int]]:
    """Theme, day and how many pieces came then; of all feedback (theme None), or of some themes."""
    rows = own(actor).order_by()
    if themes is None:
        whole = rows.values_list("received_on").annotate(many=Count("pk"))
        return [(None, day, many) for day, many in whole]
    rows = rows.filter(theme_id__in=themes)
    return list(rows.values_list("theme_id", "received_on").annotate(pieces=Count("pk")))


def members(*, actor: Actor, theme: int) -> list[tuple[int, bytes]]:
    """The newest pieces of a theme with their vectors."""
    rows = models.FeedbackVector.objects.filter(
        workspace_id=actor.workspace_id, feedback__theme_id=theme, feedback__removed_at=None
    ).order_by("-feedback_id")
    return [(id, bytes(vector)) for id, vector in rows.values_list("feedback_id", "vector")[:QUOTED_FROM]]
