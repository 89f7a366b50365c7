"""Questions to the plan: when is so much done, what must be cut, what is one more person worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.jobs import JobStatus
from pilothouse.roadmap import queries
from pilothouse.roadmap.pages.shared import product_of
from pilothouse.roadmap.planning import answers
from pilothouse.roadmap.tasks import start_cutting, start_pricing
from pilothouse.vision import queries as vision

_TIME_TO_HIRE = timedelta(weeks=8)


def cut(actor: Actor, sought: Sequence[JobStatus]) -> dict[str, Any] | None:
    """The newest search for cuts: while it runs the job, then what it found."""
    job = next((row for row in sought if row.name == "roadmap.cut"), None)
    if job is None or job.state != "done":
        return {"job": job} if job is not None and not job.is_over else None
    keys = [key for unit in job.result["cuts"] for key in unit]
    return {"found": job.result, "items": queries.titles(actor=actor, keys=keys), "at": job.finished_at}


def price(sought: Sequence[JobStatus]) -> dict[str, Any]:
    """What one more person is worth: while it is sought the job, then what was found."""
    job = next((row for row in sought if row.name == "roadmap.price"), None)
    told: dict[str, Any] = {"from_on": clock.now().date() + _TIME_TO_HIRE}
    if job is not None and not job.is_over:
        return told | {"job": job}
    if job is None or job.state != "done":
        return told
    from_on = date.fromisoformat(job.result["from_on"])
    prices = [row for row in job.result["prices"] if row["days_p85"] >= 0.5 or row["days_p50"] >= 0.5]
    return {
        "found": job.result,
        "from_on": from_on,
        "prices": prices,
        "idle": [row["skill"] for row in job.result["prices"] if row not in prices],
        "at": job.finished_at,
    }


@page(role=Role.EDITOR, methods=("POST",))
def price_people(request: HttpRequest, id: int) -> HttpResponse:
    """Look in the background by how much one more person, skill by skill, brings a release forward."""
    text = request.POST.get("from_on", "")
    try:
        from_on = date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"'{text}' is no date.", where="from_on", cure="Write it as 2027-03-01.") from None
    started = start_pricing(actor=request_actor(request), now=clock.now(), release_id=id, from_on=from_on)
    if is_htmx(request):
        return render(request, "_job.html", {"job": started})
    return redirect(started.url)


@page(role=Role.EDITOR, methods=("POST",))
def cut_release(request: HttpRequest, id: int) -> HttpResponse:
    """Look in the background for what must be left out of a release so that it makes its date."""
    started = start_cutting(actor=request_actor(request), now=clock.now(), release_id=id)
    if is_htmx(request):
        return render(request, "_job.html", {"job": started})
    return redirect(started.url)


@page()
def outlook(request: HttpRequest) -> HttpResponse:
    """When so many items are done, and how many by a date, from the counts of finished items alone."""
    actor = request_actor(request)
    product = product_of(request, actor)
    today = clock.now().date()
    items, by = number(request, "items", 10), request.GET.get("by", "").strip()
    context: dict[str, Any] = {
        "product": product,
        "products": vision.products(actor=actor),
        "items": items,
        "by": by or (today + timedelta(weeks=13)).isoformat(),
        "releases": queries.releases(actor=actor, product_id=product.id) if product else (),
    }
    try:
        if product is not None:
            context["answers"] = answers(
                actor=actor, product_id=product.id, today=today, items=items, by=_date(context["by"])
            )
    except Invalid as error:
        context["error"] = error
    return render(request, "roadmap/outlook.html", context, status=422 if "error" in context else 200)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"'{text[:40]}' is not a date.", where="by", cure="Write it as 2027-03-01.") from None
