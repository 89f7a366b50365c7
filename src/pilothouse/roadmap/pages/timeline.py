"""The timeline, and the plan that it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import posted_number
from pilothouse.kit.jobs import JobStatus
from pilothouse.roadmap import queries
from pilothouse.roadmap.pages.shared import product_of, started
from pilothouse.roadmap.tasks import SEED, start_planning, start_valuing
from pilothouse.vision import queries as vision


@page()
def timeline(request: HttpRequest) -> HttpResponse:
    """The plan as bars."""
    actor = request_actor(request)
    product = product_of(request, actor)
    run = queries.latest_run(actor=actor, product_id=product.id) if product else None
    context = {
        "product": product,
        "products": vision.products(actor=actor),
        "run": run,
        "before": queries.previous_run(actor=actor, run=run) if run else None,
        "stale": run is not None and run.stale,
        "drivers": run.drivers if run else (),
        "releases": queries.releases(actor=actor, product_id=product.id, only_planned=True)
        if product
        else (),
        "has_items": product is not None and _has_items(actor, product.id),
        "may_edit": actor.may(Role.EDITOR),
        "job": _running(actor),
    }
    return render(request, "roadmap/timeline.html", context)


def _has_items(actor: Actor, product_id: int) -> bool:
    narrow = queries.ItemFilter(product=product_id)
    return queries.items_page(actor=actor, narrow=narrow, size=1).total > 0


def _running(actor: Actor) -> JobStatus | None:
    """A plan that is being computed, so that a reload shows its progress."""
    recent = jobs.recent(actor=actor, limit=5)
    return next(
        (row for row in recent if row.name == "roadmap.plan" and row.state in ("waiting", "running")), None
    )


@page(role=Role.EDITOR, methods=("POST",))
def plan(request: HttpRequest) -> HttpResponse:
    """Start planning a product in the background."""
    actor = request_actor(request)
    chosen = posted_number(request, "product")
    product = vision.product(actor=actor, id=chosen) if chosen else product_of(request, actor)
    if product is None:
        raise Invalid("There is no product to plan.", cure="Add a product or import a backlog.")
    job = start_planning(
        actor=actor,
        now=clock.now(),
        product_id=product.id,
        seed=SEED,
        draws=10_000,
        keep_to=posted_number(request, "keep_to"),
        hold=request.POST.getlist("hold"),
    )
    return started(request, job)


@page(role=Role.EDITOR, methods=("POST",))
def value_answers(request: HttpRequest, product_id: int) -> HttpResponse:
    """Start looking for the question to ask first."""
    job = start_valuing(actor=request_actor(request), now=clock.now(), product_id=product_id)
    return started(request, job)
