"""Saved views in the address of a page: `?view=3` is opened as the look that it stands for.

The look then stands in the address itself, beside the view, so that a link shows the same to everyone and a
change of it is one of the address. `?view=none` is the page as usual.
"""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest
from django.http.request import QueryDict

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import PARAMETER as PRODUCT

PARAMETER = "view"
NONE = "none"


class View(Protocol):
    """A saved view, as far as an address needs it."""

    @property
    def id(self) -> int: ...

    @property
    def query(self) -> str: ...


class Find(Protocol):
    """The view with that number, or the one that the page opens with when it is None."""

    def __call__(self, *, view_id: int | None) -> View | None: ...


def view_address(request: HttpRequest, find: Find) -> str:
    """Where the page is with the view that its address names, or with the one it opens with; empty where
    the address says how the page looks."""
    named = request.GET.get(PARAMETER, "")
    if named == NONE or set(request.GET) - {PARAMETER, PRODUCT}:
        return ""
    view = find(view_id=int(named) if named.isdecimal() and len(named) < 10 else None)
    if view is None or (named and not view.query):
        return ""
    query = QueryDict(view.query, mutable=True)
    if product := request.GET.get(PRODUCT):
        query[PRODUCT] = product
    query[PARAMETER] = str(view.id)
    return f"{request.path}?{query.urlencode()}"


def page_posted(request: HttpRequest, actor: Actor) -> str:
    """The path of the page that a form of its menu was sent from; the workspace for any other place."""
    path = request.POST.get("back", "")
    ours = f"/w/{actor.workspace_slug}/"
    is_ours = path.startswith(ours) and not {"?", "#", "\\"} & set(path) and path.isprintable()
    return path if is_ours else ours


def viewed(path: str, view_id: int | None, product: str = "") -> str:
    """The page at `path` with a view, or as usual."""
    query = QueryDict(mutable=True)
    query[PARAMETER] = str(view_id) if view_id else NONE
    if product:
        query[PRODUCT] = product
    return f"{path}?{query.urlencode()}"
