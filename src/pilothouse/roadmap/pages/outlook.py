"""Questions to the plan: when is so much done, what must be cut, what is one more person worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import parse_day
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.products import product_choice
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.pages.shared import started
from pilothouse.roadmap.tasks import start_cutting, start_pricing

_TIME_TO_HIRE = timedelta(weeks=8)
_AHEAD = timedelta(weeks=13)
_LEAST_DAYS = 0.5  # a gain below half a day is none


@dataclass(frozen=True, slots=True)
class Cut:
    """What must be cut from a release: while it is sought the `job`, then what it found, `at` when, with key
    and title of the `items` to leave out and their `work`, None where an older search counted some twice."""

    job: JobStatus | None = None
    found: Mapping[str, Any] | None = None
    items: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None
    work: float | None = None

    @property
    def size(self) -> str:
        """How many items and how much work."""
        many = "1 item" if len(self.items) == 1 else f"{len(self.items):,} items"
        if self.work is None:
            return many
        days = f"{self.work:,.0f}"
        return f"{many} ({days} {'day' if days == '1' else 'days'} of work)"

    @property
    def mandatory(self) -> str:
        """How many of the open items are."""
        assert self.found is not None
        many, optional = self.found["mandatory"], self.found["optional"]
        return f"{many:,} of {many + optional:,} open items"


@dataclass(frozen=True, slots=True)
class Priced:
    """What one more person from `from_on` on is worth: while it is sought the `job`, then what was found.
    `prices` are those of half a day or more, `idle` the skills of the others; `p50` and `p85` the dates that
    they count from."""

    from_on: date
    job: JobStatus | None = None
    found: Mapping[str, Any] | None = None
    prices: tuple[Mapping[str, Any], ...] = ()
    idle: tuple[str, ...] = ()
    at: datetime | None = None
    p50: date | None = None
    p85: date | None = None


def cut(actor: Actor, sought: Sequence[JobStatus]) -> Cut | None:
    """From the newest search among the jobs of a release; None where there is nothing to show."""
    job = _newest(sought, "roadmap.cut")
    if job is None or job.state != "done":
        return Cut(job=job) if job is not None and not job.is_over else None
    keys = [key for unit in job.result["cuts"] for key in unit]
    once = list(dict.fromkeys(keys))
    work = job.result["work"] if len(once) == len(keys) else None
    items = queries.titles(actor=actor, keys=once)
    return Cut(found=job.result, items=items, at=job.finished_at, work=work)


def price(sought: Sequence[JobStatus]) -> Priced:
    """From the newest search among the jobs of a release, or a day to ask for where there is none."""
    job = _newest(sought, "roadmap.price")
    if job is None or job.state != "done":
        going = job if job is not None and not job.is_over else None
        return Priced(clock.today() + _TIME_TO_HIRE, job=going)
    rows = job.result["prices"]
    dear = tuple(row for row in rows if max(row["days_p85"], row["days_p50"]) >= _LEAST_DAYS)
    idle = tuple(row["skill"] for row in rows if row not in dear)
    from_on = parse_day(job.result["from_on"], where="from_on")
    p50, p85 = (parse_day(job.result[name], where=name) for name in ("p50", "p85"))
    return Priced(from_on, None, job.result, dear, idle, job.finished_at, p50, p85)


def _newest(sought: Sequence[JobStatus], name: str) -> JobStatus | None:
    return next((row for row in sought if row.name == name), None)


@page(role=Role.EDITOR, methods=("POST",))
def price_people(request: HttpRequest, id: int) -> HttpResponse:
    """Look in the background by how much one more person, skill by skill, brings a release forward."""
    actor = request_actor(request)
    from_on = parse_day(request.POST.get("from_on", ""), where="from_on")
    job = start_pricing(actor=actor, now=clock.now(), release_id=id, from_on=from_on)
    return started(request, job)


@page(role=Role.EDITOR, methods=("POST",))
def cut_release(request: HttpRequest, id: int) -> HttpResponse:
    """Look in the background for what must be left out of a release so that it makes its date."""
    return started(request, start_cutting(actor=request_actor(request), now=clock.now(), release_id=id))


@page()
def outlook(request: HttpRequest) -> HttpResponse:
    """When so many items are done, and how many by a date, from the counts of finished items alone."""
    actor = request_actor(request)
    choice, today = product_choice(request), clock.today()
    items, by = number(request, "items", 10), request.GET.get("by", "").strip()
    product = choice.only
    run = queries.latest_run(actor=actor)
    context: dict[str, object] = {
        "items": items,
        "by": by or (today + _AHEAD).isoformat(),
        "page": queries.releases_page(
            actor=actor, product_id=choice.scope, state="open", page=number(request, "page", 1)
        ),
        "product": product,
        "planned": [
            row for row in (run.products if run else ()) if row.product_id in {one.id for one in choice.shown}
        ],
    }
    try:
        if product is not None:
            day = parse_day(str(context["by"]), where="by")
            context["answers"] = services.answers(
                actor=actor, product_id=product.id, today=today, items=items, by=day
            )
    except Invalid as error:
        context["empty" if error.code == "nothing_open" else "error"] = error
    return render(request, "roadmap/outlook.html", context, status=422 if "error" in context else 200)
