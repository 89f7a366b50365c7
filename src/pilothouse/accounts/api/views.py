"""Saved views over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Status

from pilothouse.accounts import contracts, queries, services
from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, given, gone, made, read, tagged, write

router = Router()
ViewName = Annotated[str, Field(min_length=1, max_length=100)]
Look = Annotated[str, Field(max_length=8_000, description="The query string of the page's address")]
Page = Annotated[str, Field(min_length=3, max_length=60)]


class ViewNew(Schema):
    """A look of a page to keep."""

    page: Page
    name: ViewName
    query: Look = ""
    shared: bool = False


class ViewChange(Schema):
    """What to change; what is left out stays."""

    name: ViewName | None = None
    query: Look | None = None
    shared: bool | None = None


class ViewChoice(Schema):
    """The view that a page opens with; null for none."""

    page: Page
    view_id: Id | None


@router.get(
    "/views",
    response=list[contracts.SavedView],
    **read("list_views", "Saved views of a page"),
)
def list_views(request: HttpRequest, page: str = "roadmap.items") -> list[contracts.SavedView]:
    """Your own, and those that others share."""
    return list(queries.saved_views(actor=request_actor(request), page=page))


@router.post("/views", response={201: contracts.SavedView}, **write("save_view", "Keep a look of a page"))
def save_view(request: HttpRequest, response: HttpResponse, new: ViewNew) -> Status[contracts.SavedView]:
    """Shared with the workspace if you say so."""
    found = services.save_view(actor=request_actor(request), now=clock.now(), **new.dict())
    return made(response, found)


@router.get("/views/{int:view_id}", response=contracts.SavedView, **read("get_view", "One saved view"))
def get_view(request: HttpRequest, response: HttpResponse, view_id: Id) -> contracts.SavedView:
    return tagged(response, queries.saved_view(actor=request_actor(request), view_id=view_id))


@router.patch(
    "/views/{int:view_id}",
    response=contracts.SavedView,
    **write("change_view", "Rename a view, share it, or keep another look"),
)
def change_view(
    request: HttpRequest, response: HttpResponse, view_id: Id, change: ViewChange, if_match: IfMatch
) -> contracts.SavedView:
    """For who made it, and owners of the workspace."""
    found = services.change_view(
        actor=request_actor(request),
        now=clock.now(),
        view_id=view_id,
        version=if_match,
        **given(change, "name", "query", "shared"),
    )
    return tagged(response, found)


@router.delete("/views/{int:view_id}", response={204: None}, **write("remove_view", "Remove a saved view"))
def remove_view(request: HttpRequest, view_id: Id, if_match: IfMatch) -> Status[None]:
    """For who made it, and owners of the workspace."""
    expected = if_match
    services.remove_view(actor=request_actor(request), now=clock.now(), view_id=view_id, version=expected)
    return gone()


@router.put("/views/usual", response={204: None}, **write("choose_view", "Choose the view a page opens with"))
def choose_view(request: HttpRequest, choice: ViewChoice) -> Status[None]:
    """For yourself alone."""
    services.choose_view(actor=request_actor(request), page=choice.page, view_id=choice.view_id)
    return gone()
