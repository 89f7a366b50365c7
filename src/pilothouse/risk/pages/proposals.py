"""Risks that the system found, with their evidence, and the items to look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, posted_number
from pilothouse.kit.products import product_choice
from pilothouse.risk import queries, services
from pilothouse.team import queries as team


@page()
def proposals(request: HttpRequest) -> HttpResponse:
    """What is proposed of the products chosen; with `state=dismissed` what was dismissed."""
    actor, refs = request_actor(request), product_choice(request).refs
    me = team.my_person(actor=actor)
    dismissed = request.GET.get("state") == "dismissed"
    context = {
        "rows": queries.proposals(actor=actor, scopes=refs, state="dismissed" if dismissed else "proposed"),
        "dismissed": dismissed,
        "outlook": queries.slip_outlook(actor=actor, scopes=refs),
        "owners": team.owners(actor=actor),
        "me": me.id if me else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/proposals.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def enter_proposal(request: HttpRequest, id: int) -> HttpResponse:
    """Enter one into the register."""
    actor = request_actor(request)
    owner = posted_number(request, "owner_id")
    return acted(
        request,
        lambda: services.enter_proposal(actor=actor, now=clock.now(), id=id, owner_id=owner),
        wurl(actor, "risk:proposals"),
        lambda row: f"{row.key} was entered. Say how likely it is, then plans count it.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def dismiss_proposal(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.dismiss_proposal(actor=actor, now=clock.now(), id=id),
        wurl(actor, "risk:proposals"),
        "It is not proposed again. Dismissed ones are kept below the list.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def propose_again(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.propose_again(actor=actor, now=clock.now(), id=id),
        wurl(actor, "risk:proposals"),
        "It is proposed again.",
    )
