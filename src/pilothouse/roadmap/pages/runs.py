"""Every plan that was made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.roadmap import queries


@page()
def runs(request: HttpRequest) -> HttpResponse:
    """Every plan that was made."""
    actor = request_actor(request)
    found = queries.runs_page(actor=actor, page=number(request, "page", 1))
    context = {
        "page": found,
        "run": found.rows[0] if found.rows else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/runs.html", context)


@page()
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One plan run, and what moved since the one before."""
    actor = request_actor(request)
    found = queries.run(actor=actor, number=number)
    against = queries.previous_run(actor=actor, run=found)
    context = {
        "run": found,
        "against": against,
        "moved": queries.moved(actor=actor, run=found, against=against) if against else (),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/run.html", context)
