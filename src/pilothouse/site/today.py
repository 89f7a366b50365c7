"""Today: the first page of a workspace. One screen: chances, what moved, what is late, who is full."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.risk import queries as risk
from pilothouse.roadmap import queries as roadmap
from pilothouse.vision import queries as vision

_FULL = 0.95


@page()
def today(request: HttpRequest) -> HttpResponse:
    """What a product manager wants to know first."""
    actor = request_actor(request)
    facts = roadmap.today(actor=actor, today=clock.today())
    context = {
        "facts": facts,
        "run": facts.run,
        "before": facts.before,
        "stale": facts.run is not None and facts.run.stale,
        "releases": facts.releases,
        "drivers": facts.run.drivers[:3] if facts.run else (),
        "full": [load for load in facts.loads if load.busy >= _FULL][:6],
        "idle": sum(load.busy < 0.5 for load in facts.loads),
        "products": vision.products(actor=actor),
        "questions": risk.blocking_questions(actor=actor, limit=5),
        "entries": journal.activity(actor=actor, size=8).rows,
        "today": clock.today(),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "site/today.html", context)
