"""Pages that belong to no room: the front door, settings, activity, and the API's manual."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.accounts.middleware import signed_in
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import NotFound
from pilothouse.kit.products import carried
from pilothouse.kit.refs import Ref
from pilothouse.site import manual
from pilothouse.site.addresses import looked_up
from pilothouse.site.product_kept import remembered

_ACTIVITY_SIZE = 50
_COLUMNS = ("at", "who", "channel", "did", "object", "title", "changes", "why", "batch")


def front_door(request: HttpRequest) -> HttpResponse:
    """To Today of the person's first workspace, of the product seen last; to set-up on the first run; else
    to log in."""
    user_id = signed_in(request)
    if user_id is None:
        return redirect("setup" if accounts.needs_setup() else "login")
    try:
        actor = accounts.actor_for(user_id=user_id, slug=None, channel="web")
    except NotFound:
        raise NotFound("You belong to no workspace.", cure="Ask an owner of one for an invitation.") from None
    return redirect(carried(wurl(actor, "today"), remembered(request, actor)))


@page()
def settings(request: HttpRequest) -> HttpResponse:
    """All pages of the settings, those of other rooms too."""
    return render(request, "site/settings.html")


def api_docs(request: HttpRequest) -> HttpResponse:
    """The manual of the API, made from its own description."""
    site = request.build_absolute_uri("/").rstrip("/")
    return render(request, "site/api_docs.html", {"manual": manual.made(site), "site": site})


@page()
def ref(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """From a reference to the page of what it points to."""
    found = looked_up(request_actor(request), Ref(kind, id))
    if not found:
        raise NotFound("There is no page for this.", cure="Start from Today.")
    return redirect(found)
