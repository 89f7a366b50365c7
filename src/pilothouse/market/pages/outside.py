"""What people see who were sent an address and are not logged in: portals, and the letter about a vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pilothouse.accounts import services as accounts
from pilothouse.kit import clients, clock
from pilothouse.kit.errors import NotFound
from pilothouse.kit.forms import Sent
from pilothouse.market import queries, services
from pilothouse.market.contracts import PublicPortal
from pilothouse.market.guest_forms import GuestForm, PostForm, VoteForm

T = TypeVar("T")


def opened(request: HttpRequest, find: Callable[[], T]) -> T:
    """What the address shows. Too many addresses that are none, from one place, raise `TooMany`."""
    try:
        return find()
    except NotFound as error:
        unknown = accounts.unknown_secret(now=clock.now(), network=clients.network(request))
        raise unknown or error from None


def sent_by_guest(form: GuestForm, act: Callable[[], None]) -> dict[str, Any]:
    """What came of a form that anyone may send; a program that fills hidden fields gets the answer of one
    that was taken, so that it learns nothing."""
    if form.is_program:
        return {"is_done": True, "status": 200}
    sent: Sent[None] = Sent(form, act)
    return {"error": sent.error, "is_done": sent.is_done, "status": sent.status}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest, token: str) -> HttpResponse:
    """What is published of a product, and a form; a POST is what someone says."""
    found = opened(request, lambda: queries.public_portal(token=token))
    form = PostForm(request.POST or None, auto_id="post_%s")
    context: dict[str, Any] = {"portal": found, "form": form, "token": token, "status": 200}
    if found.state == "revoked":
        return render(request, "market/portal_closed.html", context, status=410)
    if request.method == "POST" and found.takes_posts:

        def act() -> None:
            services.post_to_portal(
                token=token, now=clock.now(), network=clients.network(request), **form.given()
            )

        context |= sent_by_guest(form, act)
    return render(request, "market/portal_public.html", context, status=context["status"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal_vote(request: HttpRequest, token: str, entry: int) -> HttpResponse:
    """Vote for one entry; it counts once the letter to that address is answered."""
    found = opened(request, lambda: queries.public_portal(token=token))
    form = VoteForm(request.POST or None, auto_id="vote_%s")
    title = _title(found, entry)
    context: dict[str, Any] = {"portal": found, "form": form, "token": token, "title": title, "status": 200}
    if found.state == "revoked":
        return render(request, "market/portal_closed.html", context, status=410)
    if request.method == "POST":

        def act() -> None:
            services.vote(
                token=token,
                now=clock.now(),
                network=clients.network(request),
                entry_id=entry,
                email=form.cleaned_data["email"],
            )

        context |= sent_by_guest(form, act)
    return render(request, "market/portal_vote.html", context, status=context["status"])


def _title(portal: PublicPortal, entry: int) -> str:
    titles = (row.title for _, rows in portal.columns for row in rows if row.id == entry)
    title = next(titles, None)
    if title is None and portal.state == "open":
        raise NotFound("There is no such entry on this page.", cure="It may have been taken down.")
    return title or ""


# GET only says what the link is about, as programs that look at links for viruses follow them too.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """What a letter about a vote leads to: confirm it, or take it back."""
    found = opened(request, lambda: queries.public_vote(token=token))
    context: dict[str, Any] = {"vote": found, "done": ""}
    if request.method == "POST" and request.POST.get("what") == "confirm":
        services.confirm_vote(token=token, now=clock.now())
        context = {"vote": queries.public_vote(token=token), "done": "confirmed"}
    elif request.method == "POST":
        services.take_vote_back(token=token, now=clock.now())
        context["done"] = "taken_back"
    return render(request, "market/portal_voted.html", context)
