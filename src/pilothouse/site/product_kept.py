"""The product choice over redirects, and from one visit to the next.

The address alone says what a page shows, so that a link shows everybody the same. The cookie only chooses
where the front door leads: to Today of the product, or of all, that was seen last.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import is_htmx
from pilothouse.kit.products import PARAMETER, carried, choice_of, product_choice

_COOKIE = "product"
_YEAR = 31_536_000


def product_kept(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page that leads on within the workspace keeps the product of its own address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        actor = getattr(request, "actor", None)
        if isinstance(actor, Actor) and request.path.startswith("/w/"):
            if location := response.headers.get("Location"):
                response.headers["Location"] = _led_on(request, actor, location)
            elif _is_page(request, response):
                _remember(request, response, actor)
        return response

    return middleware


def remembered(request: HttpRequest, actor: Actor) -> str:
    """The key of the product or portfolio that the last page of the workspace showed; empty for all, or for
    one that is gone."""
    slug, _, key = request.COOKIES.get(_COOKIE, "").partition(":")
    if slug != actor.workspace_slug or not key:
        return ""
    return choice_of(actor, key).key


def _key(request: HttpRequest) -> str:
    return product_choice(request).key if request.GET.get(PARAMETER) else ""


def _led_on(request: HttpRequest, actor: Actor, location: str) -> str:
    within = location.startswith(reverse("today", args=(actor.workspace_slug,)))
    if not within or PARAMETER in parse_qs(urlsplit(location).query):
        return location
    key = _key(request)
    return carried(location, key) if key else location


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    return (
        request.method == "GET"
        and response.status_code == 200
        and kind.startswith("text/html")
        and not is_htmx(request)
    )


def _remember(request: HttpRequest, response: HttpResponse, actor: Actor) -> None:
    now = f"{actor.workspace_slug}:{_key(request)}"
    if request.COOKIES.get(_COOKIE, now if now.endswith(":") else "") != now:
        response.set_cookie(
            _COOKIE, now, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.PILOTHOUSE_HTTPS
        )
