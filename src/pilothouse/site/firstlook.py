"""The first minutes: the demo beside an empty workspace, and a guided first look at it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.site import tasks

_COOKIE = "first_look"
_YEAR = 365 * 24 * 3600


@page(methods=("POST",))
def look_at_demo(request: HttpRequest) -> HttpResponse:
    """Into the demo; where it is not loaded yet, to the job that loads it and leads there."""
    actor, now = request_actor(request), clock.now()
    if slug := tasks.present():
        tasks.let_in(actor=actor, now=now, slug=slug)
        return redirect(tasks.address(slug))
    return redirect(tasks.start_demo(actor=actor, now=now).url)


@page(methods=("POST",))
def dismiss(request: HttpRequest) -> HttpResponse:
    """The guided look was enough; remembered for a year."""
    answer = redirect(wurl(request_actor(request), "today"))
    answer.set_cookie(_COOKIE, "seen", max_age=_YEAR, httponly=True, samesite="Lax")
    return answer


def look(request: HttpRequest) -> dict[str, Any] | None:
    """What the guided look says on Today: in the demo until it is dismissed, and when it is asked for."""
    workspace = accounts.workspace_of(actor=request_actor(request))
    if not workspace.is_demo:
        return None
    if request.COOKIES.get(_COOKIE) and request.GET.get("look") != "1":
        return None
    return {"name": workspace.name}
