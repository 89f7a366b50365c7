"""Today: the first page of a workspace. One screen, put together from the cards of the rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.products import product_choice
from pilothouse.site import offering
from pilothouse.site.firstlook import look


@page()
def today(request: HttpRequest) -> HttpResponse:
    """What a product manager wants to know first."""
    actor, day = request_actor(request), clock.today()
    context = {
        "today": day,
        "cards": offering.cards(actor=actor, today=day, choice=product_choice(request)),
        "look": look(request),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "site/today.html", context)


@page()
def my_work(request: HttpRequest) -> HttpResponse:
    """What the member has to do, of all products."""
    day = clock.today()
    cards = offering.mine(actor=request_actor(request), today=day)
    return render(request, "site/my_work.html", {"today": day, "cards": cards})
