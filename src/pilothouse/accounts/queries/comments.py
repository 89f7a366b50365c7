"""Comments about any subject."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from pilothouse.accounts import contracts, models
from pilothouse.accounts.queries.mentions import mentioned
from pilothouse.accounts.queries.people import members
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.markdown import plain
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject

_SHOWN = 50
_QUOTED = 200  # characters of the comment that another one answers


def talk(*, actor: Actor, about: Ref, page: int | None = None) -> contracts.Talk:
    """What is said about one thing: the newest comments, or one page of all. Raises `NotFound`."""
    thing = subject(actor=actor, ref=about)
    return contracts.Talk(
        subject=thing,
        comments=_newest(actor, about) if page is None else _page(actor, about, page, _SHOWN),
        may_write=actor.may(Role.EDITOR),
        may_remove=actor.may(Role.OWNER),
    )


def comments(
    *, actor: Actor, about: Ref | None = None, page: int = 1, size: int = 50
) -> Page[contracts.Comment]:
    """Comments about one thing, oldest first, else those of the workspace, newest first.

    Raises `NotFound` for a thing that is not there.
    """
    if about is not None:
        subject(actor=actor, ref=about)
    return _page(actor, about, page, size)


def comment(*, actor: Actor, id: int) -> contracts.Comment:
    """One comment. Raises `NotFound`, alike for one of another workspace."""
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such comment.", cure="It may have been removed; see the page it was on.")
    return next(iter(_made(actor, [row])))


def comments_removed(*, actor: Actor, entry_id: int) -> Entry:
    """The entry of a removal of a comment. Raises `NotFound` for any other."""
    found = journal.entry(actor=actor, id=entry_id)
    if found.verb != "comment.removed":
        raise NotFound("This entry removed no comment.", cure="See the activity page.")
    return found


def _page(actor: Actor, about: Ref | None, page: int, size: int) -> Page[contracts.Comment]:
    rows = _of(actor).filter(subject=str(about)) if about else _of(actor).order_by("-written_at", "-id")
    found = paginate(rows, page, size, lambda row: row)
    return Page(tuple(_made(actor, found.rows)), found.total, found.page, found.size)


def _newest(actor: Actor, about: Ref) -> Page[contracts.Comment]:
    rows = _of(actor).filter(subject=str(about)).order_by("-written_at", "-id")
    newest = list(rows[: _SHOWN + 1])
    total = len(newest) if len(newest) <= _SHOWN else rows.count()
    shown = tuple(_made(actor, reversed(newest[:_SHOWN])))
    return Page(shown, total, -(-total // _SHOWN) or 1, _SHOWN)


def _of(actor: Actor) -> QuerySet[models.Comment]:
    return models.Comment.objects.select_related("quoted").filter(workspace_id=actor.workspace_id)


def _made(actor: Actor, rows: Iterable[models.Comment]) -> Iterable[contracts.Comment]:
    rows = list(rows)
    known = members(actor=actor) if any("@" in row.body for row in rows) else ()
    for row in rows:
        yield contracts.Comment(
            id=row.pk,
            subject=row.subject,
            author_id=row.author_id,
            author_name=row.author_name,
            body=row.body,
            quoted=_quote(row.quoted),
            mentions=tuple(mentioned(row.body, known)) if known and not row.source else (),
            written_at=row.written_at,
            edited_at=row.edited_at,
            source=row.source,
            version=row.version,
        )


def _quote(row: models.Comment | None) -> contracts.Quote | None:
    if row is None:
        return None
    text = plain(row.body)
    return contracts.Quote(row.pk, row.author_name, f"{text[:_QUOTED]}…" if len(text) > _QUOTED else text)
