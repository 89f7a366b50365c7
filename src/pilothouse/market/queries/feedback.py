"""What people said: the inbox, one piece, search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import Feedback, FeedbackLink, headline

KIND = "market.feedback"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which pieces: those whose text, author or company holds `text`; `linked` is yes, no or empty; `theme`
    is the number of one, or none."""

    text: str = ""
    state: str = ""
    channel: str = ""
    kind: str = ""
    company: int | None = None
    linked: str = ""
    theme: int | Literal["none"] | None = None


ALL = Narrow()


def feedback_page(*, actor: Actor, narrow: Narrow = ALL, page: int = 1, size: int = 50) -> Page[Feedback]:
    """Pieces, newest first; four statements and one for each kind of thing that they ask for."""
    found = paginate(_full(_narrowed(actor, narrow)), page, size, lambda row: row)
    return Page(_shown(actor, found.rows), found.total, found.page, found.size)


def feedback_ids(*, actor: Actor, narrow: Narrow = ALL) -> list[int]:
    """Numbers of all that fit, in order of the list; one statement."""
    return list(_narrowed(actor, narrow).values_list("pk", flat=True))


def feedback(*, actor: Actor, id: int) -> Feedback:
    """One piece. Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = _full(own(actor)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such feedback.", cure="It may have been removed; see the inbox.")
    return _shown(actor, (row,))[0]


def waiting(*, actor: Actor) -> int:
    """How many pieces are new; one statement."""
    return own(actor).filter(state="new").count()


def next_new(*, actor: Actor, after: Feedback) -> int | None:
    """The newest new piece that is older than `after`, else the newest of all; None where none is left."""
    rows = own(actor).filter(state="new").exclude(pk=after.id).values_list("pk", flat=True)
    older = Q(received_on__lt=after.received_on) | Q(received_on=after.received_on, pk__lt=after.id)
    return rows.filter(older).first() or rows.first()


def find_feedback(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By words of the text."""
    rows = _narrowed(actor, Narrow(text=text)).select_related("company")[:limit]
    return [
        Found(headline(row.text), row.company.name if row.company else row.channel, Ref(KIND, row.pk))
        for row in rows
    ]


def named_feedback(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own(actor).filter(pk__in=ids).values_list("pk", "text")
    return [Subject(f"{KIND}:{number}", headline(text), headline(text)) for number, text in rows]


def own(actor: Actor) -> QuerySet[models.Feedback]:
    """Pieces of the workspace that are not in the trash."""
    return models.Feedback.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def full_rows(rows: QuerySet[models.Feedback]) -> tuple[models.Feedback, ...]:
    """Rows with company, contact and links; two statements."""
    return tuple(_full(rows))


def shown_rows(actor: Actor, rows: Iterable[models.Feedback]) -> tuple[Feedback, ...]:
    """Full rows as they leave the room; a statement for each kind of thing that they ask for."""
    return _shown(actor, rows)


def link_of(row: models.FeedbackLink, text: str, target: Subject) -> FeedbackLink:
    passage = "" if row.start is None else text[row.start : row.end]
    return FeedbackLink(
        row.pk,
        target,
        row.importance,
        passage,
        row.start,
        row.end,
        row.added_at,
        row.added_by,
        row.is_against,
    )


def _full(rows: QuerySet[models.Feedback]) -> QuerySet[models.Feedback]:
    return rows.select_related("company", "contact", "theme").prefetch_related("links")


def _shown(actor: Actor, rows: Iterable[models.Feedback]) -> tuple[Feedback, ...]:
    pieces = tuple(rows)
    targets = named(actor=actor, refs=[link.target for row in pieces for link in row.links.all()])
    return tuple(_piece(row, [targets[link.target] for link in row.links.all()]) for row in pieces)


def _piece(row: models.Feedback, targets: Sequence[Subject]) -> Feedback:
    links = zip(row.links.all(), targets, strict=True)
    contact, theme = row.contact, row.theme
    return Feedback(
        id=row.pk,
        text=row.text,
        channel=row.channel,
        author=row.author,
        company_id=row.company_id,
        company_name=row.company.name if row.company else "",
        contact_id=row.contact_id,
        contact_name=(contact.name or contact.email or "Erased contact") if contact else "",
        received_on=row.received_on,
        link=row.link,
        language=row.language,
        kind=row.kind,
        state=row.state,
        theme_id=row.theme_id,
        theme_name=theme.name if theme else "",
        theme_kind=theme.kind if theme else "",
        theme_by=row.theme_by,
        theme_weight=row.theme_weight,
        theme_model=row.theme_model,
        links=tuple(link_of(link, row.text, target) for link, target in links),
        version=row.version,
    )


def _narrowed(actor: Actor, narrow: Narrow) -> QuerySet[models.Feedback]:
    rows = own(actor)
    if text := narrow.text.replace("\0", "").strip():  # PostgreSQL refuses NUL
        for word in text.split()[:8]:
            rows = rows.filter(
                Q(text__icontains=word) | Q(author__icontains=word) | Q(company__name__icontains=word)
            )
    for name in ("state", "channel", "kind"):
        if value := getattr(narrow, name).replace("\0", ""):
            rows = rows.filter(**{name: "" if value == "none" else value})
    if narrow.company is not None:
        rows = rows.filter(company_id=narrow.company)
    if narrow.theme == "none":
        rows = rows.filter(theme=None)
    elif narrow.theme is not None:
        rows = rows.filter(theme_id=narrow.theme)
    if narrow.linked in ("yes", "no"):
        linked = models.FeedbackLink.objects.filter(workspace_id=actor.workspace_id).values("feedback")
        rows = rows.filter(pk__in=linked) if narrow.linked == "yes" else rows.exclude(pk__in=linked)
    return rows


def by_external(*, actor: Actor, source: str) -> dict[str, int]:
    """External id to number of every piece that came from `source`; one statement."""
    rows = own(actor).filter(source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "pk"))
