"""The menu of saved views: what its small forms send."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.accounts import queries, services
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.forms import acted, posted_version
from pilothouse.kit.products import PARAMETER as PRODUCT
from pilothouse.kit.views import page_posted, viewed


@page(role=Role.EDITOR, methods=("POST",))
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the look that the page has."""
    post = request.POST

    def save() -> int:
        return services.save_view(
            actor=request_actor(request),
            now=clock.now(),
            page=post.get("page", ""),
            name=post.get("name", ""),
            query=post.get("query", ""),
            shared=post.get("shared") == "on",
        ).id

    return _answered(request, save, "The view was saved.")


@page(role=Role.EDITOR, methods=("POST",))
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Another name, another look, or shared or not: whatever is sent."""
    post = request.POST

    def change() -> int:
        services.change_view(
            actor=request_actor(request),
            now=clock.now(),
            view_id=view_id,
            version=posted_version(request),
            name=post.get("name"),
            query=post.get("look"),
            shared=post["shared"] == "yes" if "shared" in post else None,
        )
        return view_id

    return _answered(request, change, "The view was changed.")


@page(role=Role.EDITOR, methods=("POST",))
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    version = posted_version(request)

    def remove() -> None:
        services.remove_view(actor=request_actor(request), now=clock.now(), view_id=view_id, version=version)

    return _answered(request, remove, "The view was removed.")


@page(methods=("POST",))
def choose_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Let the page open with this view, or no longer."""
    actor = request_actor(request)
    view = queries.saved_view(actor=actor, view_id=view_id)
    chosen = None if view.is_usual else view_id

    def choose() -> int:
        services.choose_view(actor=actor, page=view.page, view_id=chosen)
        return view_id

    done = "The page opens with this view now." if chosen else "The page opens as usual now."
    return _answered(request, choose, done)


def _answered(request: HttpRequest, act: Callable[[], int | None], done: str) -> HttpResponse:
    """Back to the page that the menu is of, with the view that `act` returned, or as usual."""
    path = page_posted(request, request_actor(request))
    found: list[int | None] = []
    answer = acted(request, lambda: found.append(act()), path, done)
    return redirect(viewed(path, found[0], request.POST.get(PRODUCT, ""))) if found else answer
