"""The timeline, and the plan that it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.forms import posted_ids, posted_number
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.products import Products, product_choice
from pilothouse.roadmap import queries
from pilothouse.roadmap.pages.shared import started
from pilothouse.roadmap.tasks import start_planning, start_valuing

_AT_ONCE = 3_000  # items that are sent at once; of more those of the first product go ahead


@page()
def timeline(request: HttpRequest) -> HttpResponse:
    """The plan as bars."""
    actor = request_actor(request)
    choice = product_choice(request)
    run = queries.latest_run(actor=actor, product_id=choice.scope)
    many, whole = _many_items(actor, choice.scope), choice.scope is None and choice.names_each
    context = {
        "run": run,
        "before": queries.previous_run(actor=actor, run=run) if run else None,
        "stale": run is not None and run.stale,
        "drivers": run.drivers if run else (),
        "releases": queries.releases(actor=actor, product_id=choice.scope, only_planned=True),
        "has_items": many > 0,
        "first": choice.products[0] if whole and many > _AT_ONCE else None,
        "older": request.GET.get("older") == "1",
        "may_edit": actor.may(Role.EDITOR),
        "job": _running(actor),
    }
    return render(request, "roadmap/timeline.html", context)


def _many_items(actor: Actor, product_id: Products) -> int:
    narrow = queries.ItemFilter(product=product_id)
    return queries.items_page(actor=actor, narrow=narrow, size=1).total


def _running(actor: Actor) -> JobStatus | None:
    """A plan that is being computed, so that a reload shows its progress."""
    recent = jobs.recent(actor=actor, limit=5)
    return next(
        (row for row in recent if row.name == "roadmap.plan" and row.state in ("waiting", "running")), None
    )


@page(role=Role.EDITOR, methods=("POST",))
def plan(request: HttpRequest) -> HttpResponse:
    """Start planning in the background: all products, or those that are sent."""
    actor = request_actor(request)
    proposal, accept = posted_number(request, "proposal"), request.POST.getlist("accept")
    hold = request.POST.getlist("hold")
    if proposal is not None:
        accept += _unseen(request, actor, proposal)
        hold += _refused(actor, proposal, accept)
    job = start_planning(
        actor=actor,
        now=clock.now(),
        product_ids=posted_ids(request, "product"),
        keep_to=posted_number(request, "keep_to"),
        anew=request.POST.get("anew") == "1",
        hold=hold,
        proposal=proposal,
        accept=accept,
        amends=posted_number(request, "amends"),
        kind="proposal" if request.POST.get("kind") == "proposal" else "plan",
    )
    return started(request, job)


def _unseen(request: HttpRequest, actor: Actor, proposal: int) -> list[str]:
    """The moves on other pages of a proposal, where they are accepted too."""
    if request.POST.get("rest") != "1":
        return []
    shown = set(request.POST.getlist("shown"))
    every = queries.moved_keys(
        actor=actor, number=proposal, products=list(filter(None, request.POST.getlist("of")))
    )
    return [key for key in every if key not in shown]


def _refused(actor: Actor, proposal: int, accept: list[str]) -> list[str]:
    """The moves of a proposal that were not accepted."""
    accepted = set(accept)
    return [key for key in queries.moved_keys(actor=actor, number=proposal) if key not in accepted]


@page(role=Role.EDITOR, methods=("POST",))
def value_answers(request: HttpRequest, product_id: int) -> HttpResponse:
    """Start looking for the question to ask first."""
    job = start_valuing(actor=request_actor(request), now=clock.now(), product_id=product_id)
    return started(request, job)
