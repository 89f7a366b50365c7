"""Hand-offs of a blueprint, and the form for the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, posted_ids
from pilothouse.team import queries as team
from pilothouse.vision import queries, services


@page()
def handoffs(request: HttpRequest, id: int) -> HttpResponse:
    """Hand-offs of a blueprint, and the form for the next."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "rows": queries.handoffs(actor=actor, blueprint_id=id),
        "teams": team.teams(actor=actor),
        "gate": services.review(actor=actor, id=id).gate,
        "tab": "handoffs",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/handoffs.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def hand_over(request: HttpRequest, id: int) -> HttpResponse:
    actor, teams, note = request_actor(request), posted_ids(request, "teams"), request.POST.get("note", "")
    return acted(
        request,
        lambda: services.hand_over(actor=actor, now=clock.now(), blueprint_id=id, team_ids=teams, note=note),
        wurl(actor, "vision:handoffs", id),
        "Handed over.",
    )
