"""Today: the first page of a workspace. One screen, put together from the cards of the rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.doors import page, request_actor
from pilothouse.site import offering


@page()
def today(request: HttpRequest) -> HttpResponse:
    """What a product manager wants to know first."""
    day = clock.today()
    cards = offering.cards(actor=request_actor(request), today=day)
    return render(request, "site/today.html", {"today": day, "cards": cards})
