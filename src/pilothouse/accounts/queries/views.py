"""Saved views: one's own, and those that others share."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilothouse.accounts import contracts, models
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared


def saved_views(*, actor: Actor, page: str) -> tuple[contracts.SavedView, ...]:
    """The views of a page that the actor can open, by name; one statement."""
    rows: list[Any] = _saved(actor.workspace_id, actor.user_id or 0, page)
    return tuple(as_view(actor, row, row.pk if row.opens else None) for row in rows)


@prepared
def _saved(workspace_id: int, user_id: int, page: str) -> QuerySet[models.SavedView]:
    usual = models.UsualView.objects.filter(user_id=user_id, page=page, view_id=OuterRef("pk"))
    rows = models.SavedView.objects.filter(_visible(user_id), workspace_id=workspace_id, page=page)
    return rows.select_related("user").annotate(opens=Exists(usual))


def saved_view(*, actor: Actor, view_id: int) -> contracts.SavedView:
    """One view. Raises `NotFound`, alike for one that somebody else keeps for themselves."""
    row = visible_views(actor).select_related("user").filter(pk=view_id).first()
    if row is None:
        raise no_view()
    return as_view(actor, row, _usual(actor, row.page))


def view_to_open(*, actor: Actor, page: str, view_id: int | None) -> contracts.SavedView | None:
    """The view of a page with that number, or the one that it opens with for the actor; None when there is
    none that can be seen."""
    usual = _usual(actor, page)
    number = view_id or usual
    rows = visible_views(actor).select_related("user").filter(page=page)
    row = rows.filter(pk=number).first() if number else None
    return as_view(actor, row, usual) if row else None


def visible_views(actor: Actor) -> QuerySet[models.SavedView]:
    """The actor's own views, and those that are shared."""
    return models.SavedView.objects.filter(_visible(actor.user_id or 0), workspace_id=actor.workspace_id)


def _visible(user_id: int) -> Q:
    return Q(shared=True) | Q(user_id=user_id)


def as_view(actor: Actor, row: models.SavedView, usual: int | None) -> contracts.SavedView:
    is_mine = row.user_id == actor.user_id
    return contracts.SavedView(
        id=row.pk,
        page=row.page,
        name=row.name,
        query=row.query,
        shared=row.shared,
        owner_name=row.user.name,
        is_mine=is_mine,
        is_usual=row.pk == usual,
        may_change=actor.may(Role.EDITOR if is_mine else Role.OWNER),
        version=row.version,
    )


def no_view() -> NotFound:
    return NotFound("There is no such view.", cure="See the views of the page; it may have been removed.")


def _usual(actor: Actor, page: str) -> int | None:
    found = _usual_of(actor.workspace_id, actor.user_id, page) if actor.user_id else []
    return found[0] if found else None


@prepared
def _usual_of(workspace_id: int, user_id: int, page: str) -> QuerySet[models.UsualView, int]:
    rows = models.UsualView.objects.filter(workspace_id=workspace_id, user_id=user_id, page=page)
    return rows.values_list("view_id", flat=True).order_by("pk")[:1]
