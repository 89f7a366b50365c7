"""Finds out who asks, and in which workspace, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from pilothouse.accounts import queries
from pilothouse.kit import clients
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound, Unauthenticated


class WorkspaceMiddleware:
    """Takes `workspace` out of a page's address and puts the `Actor` on the request.

    A page of a workspace that the person does not belong to answers like one that does not exist.
    Without a log-in the person is sent to log in first and comes back afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        slug = kwargs.pop("workspace", None)
        if slug is None:
            return None
        user_id = signed_in(request)
        if user_id is None:
            return _to_log_in(request, slug)
        try:
            request.actor = queries.actor_for(user_id=user_id, slug=slug, channel="web")  # type: ignore[attr-defined]
        except NotFound:
            # Trap: Django hands what process_view raises to no process_exception, only Http404 to a page.
            raise Http404 from None
        return None


def _to_log_in(request: HttpRequest, slug: str) -> HttpResponse:
    """To the log-in page and back: to the page asked for, or where a form or fragment was, to Today."""
    htmx = getattr(request, "htmx", None)
    is_page = request.method in {"GET", "HEAD"} and not htmx
    onward = request.get_full_path() if is_page else f"/w/{slug}/"
    address = f"{settings.LOGIN_URL}?{urlencode({'next': onward})}"
    # A plain redirect would put the log-in page inside the fragment's place.
    return HttpResponseClientRedirect(address) if htmx else redirect(address)


def signed_in(request: HttpRequest) -> int | None:
    """The number of the user behind a session; in demo mode the demo's owner when nobody logged in."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return int(user.pk)
    # However the server was started: who comes from another machine is no guest of a demo meant for this one.
    welcome = settings.PILOTHOUSE_DEMO and (settings.PILOTHOUSE_DEMO_OPEN or clients.is_local(request))
    return queries.demo_user_id() if welcome else None


def session_actor(request: HttpRequest) -> Actor:
    """The actor of an API request that comes with a browser's session.

    The header `X-Workspace` picks the workspace, else the person's first. Raises `Unauthenticated`
    without a log-in and `NotFound` for a workspace that is missing or not theirs.
    """
    slug = request.headers.get("X-Workspace")
    return queries.actor_for(user_id=session_user(request), slug=slug, channel="web")


def session_user(request: HttpRequest) -> int:
    """Raises `Unauthenticated` without a log-in."""
    user_id = signed_in(request)
    if user_id is None:
        raise Unauthenticated("This needs a log-in or a token.", cure="Send 'Authorization: Bearer plt_…'.")
    return user_id
