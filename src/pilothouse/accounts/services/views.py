"""Saved views: kept, shared, changed, and which one a page opens with."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from pilothouse.accounts import contracts, models, queries, rules
from pilothouse.accounts.services.shared import ref
from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role, Scope
from pilothouse.kit.errors import Conflict, Forbidden, Invalid
from pilothouse.kit.products import PARAMETER

_MOST_NAME = 100
_MOST_QUERY = 8_000
_MOST_VIEWS = 500  # of a member on a page
_PAGE = re.compile(r"^[a-z]+(\.[a-z_]+)+$")
# What an address says that is no look.
_NO_LOOK = {PARAMETER, "view", "page", "format"}


@transaction.atomic
def save_view(
    *, actor: Actor, now: datetime, page: str, name: str, query: str, shared: bool = False
) -> contracts.SavedView:
    """Keep a look of `page` under a name that is new among the actor's own there. For editors.

    Raises `Conflict` for a name that is taken, `Invalid`, `Forbidden`.
    """
    actor.require(Role.EDITOR)
    user = _member(actor)
    if not _PAGE.match(page) or len(page) > 60:
        raise Invalid("Views belong to a page.", where="page", cure="Name it as roadmap.table.")
    own = models.SavedView.objects.filter(workspace_id=actor.workspace_id, user_id=user, page=page)
    if own.count() >= _MOST_VIEWS:
        raise Invalid(f"There are {_MOST_VIEWS} views already.", where="page", cure="Remove some first.")
    row = models.SavedView(
        workspace_id=actor.workspace_id,
        user_id=user,
        page=page,
        name=rules.name(name, most=_MOST_NAME),
        query=_look(query),
        shared=shared,
        created_at=now,
    )
    rows.insert(row, _taken(row.name))
    _tell(actor, now, "view.saved", row, {"name": [None, row.name]}, is_told=shared)
    return queries.saved_view(actor=actor, view_id=row.pk)


@transaction.atomic
def change_view(
    *,
    actor: Actor,
    now: datetime,
    view_id: int,
    version: int | None,
    name: str | None = None,
    query: str | None = None,
    shared: bool | None = None,
) -> contracts.SavedView:
    """Rename a view, keep another look under it, share it or no longer; None leaves as it is. For who made
    it, and owners.

    Raises `Stale`, `Conflict` for a name that is taken, `Forbidden`, `NotFound`.
    """
    row = _found(actor, view_id)
    values: dict[str, Any] = {} if name is None else {"name": rules.name(name, most=_MOST_NAME)}
    values |= {} if query is None else {"query": _look(query)}
    values |= {} if shared is None else {"shared": shared}
    taken = models.SavedView.objects.filter(
        workspace_id=actor.workspace_id, user_id=row.user_id, page=row.page, name=values.get("name", "")
    )
    if taken.exclude(pk=row.pk).exists():
        raise _taken(values["name"])
    was_shared = row.shared
    changes = versions.apply(row, values, expected=version)
    if changes:
        _tell(actor, now, "view.changed", row, changes, is_told=was_shared or row.shared)
    return queries.saved_view(actor=actor, view_id=row.pk) if _sees(actor, row) else _as_it_is(actor, row)


@transaction.atomic
def remove_view(*, actor: Actor, now: datetime, view_id: int, version: int | None) -> None:
    """Remove a view; pages that opened with it open as usual. For who made it, and owners.

    Raises `Stale`, `Forbidden`, `NotFound`.
    """
    row = _found(actor, view_id)
    versions.claim(row, expected=version)
    _tell(actor, now, "view.removed", row, {"name": [row.name, None]}, is_told=row.shared)
    row.delete()


@transaction.atomic
def choose_view(*, actor: Actor, page: str, view_id: int | None) -> None:
    """Let a page open with a view for the actor, or with none. Raises `NotFound`, and `Forbidden` for a token
    that only reads."""
    if actor.scope is Scope.READ:
        raise Forbidden("This token only reads.", cure="Use a token with the scope write.")
    user = _member(actor)
    chosen = models.UsualView.objects.filter(workspace_id=actor.workspace_id, user_id=user, page=page)
    if view_id is None:
        chosen.delete()
        return
    if not queries.visible_views(actor).filter(pk=view_id, page=page).exists():
        raise queries.no_view()
    models.UsualView.objects.update_or_create(
        workspace_id=actor.workspace_id, user_id=user, page=page, defaults={"view_id": view_id}
    )


def _member(actor: Actor) -> int:
    """Who keeps views: the actor; for the program itself the first owner."""
    if actor.user_id is not None:
        return actor.user_id
    owners = models.Membership.objects.filter(workspace_id=actor.workspace_id, role=Role.OWNER)
    return owners.order_by("id").values_list("user_id", flat=True)[0]


def _found(actor: Actor, view_id: int) -> models.SavedView:
    row = queries.visible_views(actor).filter(pk=view_id).select_related("user").first()
    if row is None:
        raise queries.no_view()
    if row.user_id == actor.user_id:
        actor.require(Role.EDITOR)
    elif not actor.may(Role.OWNER):
        raise Forbidden(
            f"This view is {row.user.name}'s.", cure="Save it under a name of your own, or ask them."
        )
    return row


def _sees(actor: Actor, row: models.SavedView) -> bool:
    return row.shared or row.user_id == actor.user_id


def _as_it_is(actor: Actor, row: models.SavedView) -> contracts.SavedView:
    """What an owner of the workspace has just made private again is theirs to see no longer."""
    return queries.as_view(actor, row, None)


def _look(query: str) -> str:
    """A query string with nothing in it but the look."""
    pairs = [(name, value) for name, value in parse_qsl(query.removeprefix("?")) if name not in _NO_LOOK]
    text = urlencode(pairs)
    if len(text) > _MOST_QUERY:
        raise Invalid("This look is too long to be kept.", where="query", cure="Take some filters away.")
    return text


def _taken(name: str) -> Conflict:
    return Conflict(f"You have a view {name} here already.", where="name", cure="Choose another name.")


def _tell(
    actor: Actor,
    now: datetime,
    verb: str,
    row: models.SavedView,
    changes: dict[str, list[Any]],
    *,
    is_told: bool,
) -> None:
    """Only what others see is told to them."""
    if is_told:
        journal.record(
            actor=actor, now=now, verb=verb, subject=ref("view", row.pk), title=row.name, changes=changes
        )
