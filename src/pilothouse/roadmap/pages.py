"""Pages of the roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.errors import Invalid, NotFound, PilothouseError, Stale
from pilothouse.kit.export import table_response
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import (
    BANDS,
    KINDS,
    LEVELS,
    STATUSES,
    Forecast,
    Item,
    Need,
    Share,
)
from pilothouse.roadmap.forms import ItemForm, ReleaseForm, item_initial, release_initial
from pilothouse.roadmap.planning import answers
from pilothouse.roadmap.tasks import start_cutting, start_planning, start_pricing, start_valuing
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product

SEED = 7
_EXPORT_ROWS = 500
_TIME_TO_HIRE = timedelta(weeks=8)


def _product(request: HttpRequest, actor: Actor) -> Product | None:
    """The product that the address names, else the last one planned, else the first."""
    chosen = number(request, "product", 0)
    if chosen:
        return vision.product(actor=actor, id=chosen)
    run = queries.latest_run(actor=actor)
    found = vision.products(actor=actor)
    return next((each for each in found if run and each.id == run.product_id), found[0] if found else None)


@page()
def timeline(request: HttpRequest) -> HttpResponse:
    """The plan as bars."""
    actor = request_actor(request)
    product = _product(request, actor)
    run = queries.latest_run(actor=actor, product_id=product.id) if product else None
    narrow = queries.ItemFilter(product=product.id if product else None)
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
        "has_items": bool(product and queries.items_page(actor=actor, narrow=narrow, size=1).total),
        "may_edit": actor.may(Role.EDITOR),
        "job": _running(actor),
    }
    return render(request, "roadmap/timeline.html", context)


def _running(actor: Actor) -> Any:
    """A plan that is being computed, so that a reload shows its progress."""
    recent = jobs.recent(actor=actor, limit=5)
    return next(
        (row for row in recent if row.name == "roadmap.plan" and row.state in ("waiting", "running")), None
    )


@page(role=Role.EDITOR, methods=("POST",))
def plan(request: HttpRequest) -> HttpResponse:
    """Start planning a product in the background."""
    actor = request_actor(request)
    chosen = request.POST.get("product", "")
    product = vision.product(actor=actor, id=int(chosen)) if chosen.isdecimal() else _product(request, actor)
    if product is None:
        raise Invalid("There is no product to plan.", cure="Add a product or import a backlog.")
    keep_to = request.POST.get("keep_to", "")
    started = start_planning(
        actor=actor,
        now=clock.now(),
        product_id=product.id,
        seed=SEED,
        draws=10_000,
        keep_to=int(keep_to) if keep_to.isdecimal() else None,
        hold=request.POST.getlist("hold"),
    )
    if is_htmx(request):
        return render(request, "_job.html", {"job": started})
    return redirect(started.url)


@page(role=Role.EDITOR, methods=("POST",))
def value_answers(request: HttpRequest, product_id: int) -> HttpResponse:
    """Start looking for the question to ask first."""
    actor = request_actor(request)
    started = start_valuing(actor=actor, now=clock.now(), product_id=product_id)
    if is_htmx(request):
        return render(request, "_job.html", {"job": started})
    return redirect(started.url)


@page()
def items(request: HttpRequest) -> HttpResponseBase:
    """All items, filtered by what the address says."""
    actor = request_actor(request)
    get = request.GET
    narrow = queries.ItemFilter(
        text=get.get("text", "").strip(),
        status=get.get("status", ""),
        kind=get.get("kind", ""),
        level=get.get("level", ""),
        owner=number(request, "owner", 0) or None,
        release=number(request, "release", 0) or None,
        product=number(request, "product", 0) or None,
    )
    sort = get.get("sort", "rank")
    if get.get("format"):
        return _export(request, actor, narrow, sort)
    found = queries.items_page(actor=actor, narrow=narrow, sort=sort, page=number(request, "page", 1))
    releases = queries.releases(actor=actor)
    choices = [
        _choice(
            "status",
            "Any status",
            [("open", "Open"), *((s, s.replace("_", " ")) for s in STATUSES)],
            narrow.status,
        ),
        _choice("kind", "Any kind", [(kind, kind) for kind in KINDS], narrow.kind),
        _choice("level", "Any level", [(level, level) for level in LEVELS], narrow.level),
        _choice(
            "owner",
            "Any owner",
            sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
            narrow.owner,
        ),
        _choice(
            "release", "Any release", [(release.id, release.name) for release in releases], narrow.release
        ),
    ]
    context = {
        "page": found,
        "filters": narrow,
        "filtered": narrow.is_set,
        "choices": choices,
        "columns": _columns(sort),
        "statuses": [(status, status.replace("_", " ")) for status in STATUSES],
        "all_releases": releases,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/items.html", context)


def _choice(name: str, label: str, options: Any, value: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "value": str(value or "")}


_HEADS = (
    ("Key", "key"),
    ("Title", "title"),
    ("Kind", ""),
    ("Status", "status"),
    ("Owner", ""),
    ("Release", ""),
    ("Start", "start"),
    ("Finish", "p85"),
    ("Deadline", "deadline"),
    ("Chance", "chance"),
)


def _columns(sort: str) -> list[dict[str, Any]]:
    found = []
    for label, key in _HEADS:
        at = sort.removeprefix("-") == key and key
        down = sort.startswith("-")
        found.append(
            {
                "label": label,
                "sort": f"-{key}" if at and not down else key,
                "sorted": ("descending" if down else "ascending") if at else "",
            }
        )
    return found


_EXPORTED = (
    "key",
    "title",
    "level",
    "kind",
    "status",
    "owner_name",
    "release_name",
    "parent_key",
    "low",
    "likely",
    "high",
    "deadline",
    "start",
    "p50",
    "p85",
    "chance",
)


def _export(request: HttpRequest, actor: Actor, narrow: queries.ItemFilter, sort: str) -> HttpResponseBase:
    def rows() -> Any:
        at = 1
        while True:
            part = queries.items_page(actor=actor, narrow=narrow, sort=sort, page=at, size=_EXPORT_ROWS)
            for row in part.rows:
                yield [getattr(row, name) for name in _EXPORTED]
            if part.next is None:
                return
            at = part.next

    return table_response(
        request, rows=rows(), columns=_EXPORTED, name="items", format=request.GET.get("format", "csv")
    )


@page(role=Role.EDITOR, methods=("POST",))
def bulk(request: HttpRequest) -> HttpResponse:
    """Change status or release of the ticked items."""
    actor = request_actor(request)
    values: dict[str, Any] = {}
    if request.POST.get("status"):
        values["status"] = request.POST["status"]
    release = request.POST.get("release", "")
    if release:
        values["release_id"] = int(release) if release.isdecimal() else None
    ids = [int(text) for text in request.POST.getlist("ids") if text.isdecimal()]
    if not values:
        raise Invalid("Nothing to change was chosen.", cure="Choose a status or a release first.")
    changed = services.bulk_change(actor=actor, now=clock.now(), ids=ids, values=values)
    messages.success(request, f"{changed} {'item' if changed == 1 else 'items'} changed.")
    return redirect(wurl(actor, "roadmap:items"))


@page()
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item with its dates, reasons and history."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    run = queries.latest_run(actor=actor, product_id=found.product_id)
    context = {
        "item": found,
        "planned": found.forecast,
        "fan": _fan(found.forecast, found.deadline) if found.forecast and found.forecast.histogram else None,
        "why": queries.why(actor=actor, key=key),
        "stale": run is not None and run.stale and found.forecast is not None,
        "entries": journal.history(actor=actor, subject=Ref("roadmap.item", found.id), limit=30),
        "skills": team.skills(actor=actor),
        "everybody": sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        "asked_by": vision.statements_of(actor=actor, ref=str(Ref("roadmap.item", found.id))),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/item.html", context)


def _fan(forecast: Forecast, deadline: Any) -> dict[str, Any]:
    """What the fan chart draws."""
    return {
        "quantiles": [
            {"p": p, "date": day.isoformat()}
            for p, day in (
                (0.15, forecast.p15),
                (0.5, forecast.p50),
                (0.85, forecast.p85),
                (0.95, forecast.p95),
            )
        ],
        "histogram": [{"date": day.isoformat(), "share": share} for day, share in forecast.histogram],
        "deadline": deadline.isoformat() if deadline else None,
        "chance": forecast.chance if deadline else None,
        "today": clock.today().isoformat(),
    }


@page()
def why(request: HttpRequest, key: str) -> HttpResponse:
    """The panel that answers "why this date?"."""
    actor = request_actor(request)
    return render(request, "roadmap/why.html", {"why": queries.why(actor=actor, key=key)})


def _item_form(actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> ItemForm:
    return ItemForm(
        data,
        initial=initial,
        releases=[(row.id, row.name) for row in queries.releases(actor=actor)],
        owners=sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        products=[(row.id, row.name) for row in vision.products(actor=actor)],
    )


def _form_page(
    request: HttpRequest, form: Form, heading: str, submit: str, back: tuple[str, str], error: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "back": back[0],
        "back_url": back[1],
        "error": error,
    }
    status = 412 if isinstance(error, Stale) else 422 if error or form.errors else 200
    return render(request, "roadmap/form.html", context, status=status)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_item(request: HttpRequest) -> HttpResponse:
    """Add an item by hand."""
    actor = request_actor(request)
    back = ("Items", wurl(actor, "roadmap:items"))
    if not vision.products(actor=actor):
        messages.info(request, "Items belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    product = _product(request, actor)
    form = _item_form(actor, request.POST or None, {"product": product.id if product else None})
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_item(
                actor=actor, now=clock.now(), product_id=form.cleaned_data["product"], **form.values()
            )
        except PilothouseError as problem:
            error = problem
        else:
            messages.success(request, f"{made.key} added.")
            return redirect(wurl(actor, "roadmap:item", made.key))
    return _form_page(request, form, "New item", "Add the item", back, error)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_item(request: HttpRequest, key: str) -> HttpResponse:
    """Change an item; a change based on an older version shows both."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    form = _item_form(actor, request.POST or None, item_initial(found))
    form.fields["product"].disabled = True
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.change_item(
                actor=actor,
                now=clock.now(),
                key=key,
                version=form.cleaned_data["version"],
                values=form.values(),
            )
        except PilothouseError as problem:
            error = problem
        else:
            messages.success(request, f"{key} changed.")
            return redirect(wurl(actor, "roadmap:item", key))
    back = (key, wurl(actor, "roadmap:item", key))
    return _form_page(request, form, f"Edit {key}", "Save", back, error)


@page(role=Role.EDITOR, methods=("POST",))
def remove_item(request: HttpRequest, key: str) -> HttpResponse:
    """Remove an item; the toast takes it back."""
    actor = request_actor(request)
    entry = services.remove_item(actor=actor, now=clock.now(), key=key, version=_version(request))
    undo = wurl(actor, "roadmap:restore-item", entry)
    messages.success(request, f"{key} removed.", extra_tags=f"undo:{undo}")
    return redirect(wurl(actor, "roadmap:items"))


@page(role=Role.EDITOR, methods=("POST",))
def restore_item(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back."""
    actor = request_actor(request)
    found = services.restore_item(actor=actor, now=clock.now(), entry_id=entry)
    messages.success(request, f"{found.key} is back.")
    return redirect(wurl(actor, "roadmap:item", found.key))


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


def _int(request: HttpRequest, name: str, default: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else default


@page(role=Role.EDITOR, methods=("POST",))
def add_need(request: HttpRequest, key: str) -> HttpResponse:
    """One more need of an item."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    need = Need(_int(request, "skill", 0) or None, _int(request, "level", 1), _int(request, "people", 1))
    return _set_needs(request, actor, found, (*found.needs, need))


@page(role=Role.EDITOR, methods=("POST",))
def drop_need(request: HttpRequest, key: str) -> HttpResponse:
    """One need less."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    index = _int(request, "index", -1)
    if not 0 <= index < len(found.needs):
        raise NotFound("There is no such need.", cure="Reload the page.")
    return _set_needs(request, actor, found, found.needs[:index] + found.needs[index + 1 :])


def _set_needs(request: HttpRequest, actor: Actor, found: Item, needs: tuple[Need, ...]) -> HttpResponse:
    services.set_needs(actor=actor, now=clock.now(), key=found.key, version=_version(request), needs=needs)
    return redirect(wurl(actor, "roadmap:item", found.key))


@page(role=Role.EDITOR, methods=("POST",))
def choose_people(request: HttpRequest, key: str) -> HttpResponse:
    """Choose who does an item, or leave it to the planner."""
    actor = request_actor(request)
    people = [int(text) for text in request.POST.getlist("people") if text.isdecimal()]
    services.pin_people(actor=actor, now=clock.now(), key=key, version=_version(request), people=people)
    return redirect(wurl(actor, "roadmap:item", key))


@page(role=Role.EDITOR, methods=("POST",))
def add_dependency(request: HttpRequest, key: str) -> HttpResponse:
    """Let this item wait for another."""
    actor = request_actor(request)
    try:
        lag = float(request.POST.get("lag_days") or 0)
    except ValueError:
        raise Invalid("The lag is not a number.", where="lag_days", cure="Give working days.") from None
    services.add_dependency(
        actor=actor,
        now=clock.now(),
        predecessor=request.POST.get("predecessor", "").strip(),
        successor=key,
        kind=request.POST.get("kind", "FS"),
        lag_days=lag,
    )
    return redirect(wurl(actor, "roadmap:item", key))


@page(role=Role.EDITOR, methods=("POST",))
def drop_dependency(request: HttpRequest, key: str, id: int) -> HttpResponse:
    """Let this item wait no longer."""
    actor = request_actor(request)
    services.remove_dependency(actor=actor, now=clock.now(), id=id)
    return redirect(wurl(actor, "roadmap:item", key))


@page()
def releases(request: HttpRequest) -> HttpResponseBase:
    """All releases with their chances."""
    actor = request_actor(request)
    found = queries.releases(actor=actor)
    if request.GET.get("format"):
        columns = ("name", "target", "released", "items", "open_items", "p50", "p85", "chance")
        rows = (
            [
                row.name,
                row.target_on,
                row.released_on,
                row.items,
                row.open_items,
                row.forecast and row.forecast.p50,
                row.forecast and row.forecast.p85,
                row.forecast and row.forecast.chance,
            ]
            for row in found
        )
        return table_response(
            request, rows=rows, columns=columns, name="releases", format=request.GET["format"]
        )
    return render(request, "roadmap/releases.html", {"releases": found, "may_edit": actor.may(Role.EDITOR)})


@page()
def release(request: HttpRequest, id: int) -> HttpResponse:
    """One release: its forecast, its drivers, its items."""
    actor = request_actor(request)
    found = queries.release(actor=actor, id=id)
    sought = jobs.recent(actor=actor, limit=20, subject=Ref("roadmap.release", id))
    context = {
        "release": found,
        "fan": _fan(found.forecast, found.target_on) if found.forecast else None,
        "page": queries.items_page(
            actor=actor, narrow=queries.ItemFilter(release=id), sort="p85", page=number(request, "page", 1)
        ),
        "entries": journal.history(actor=actor, subject=Ref("roadmap.release", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
        "cut": _cut(actor, sought),
        "price": _price(sought),
    }
    return render(request, "roadmap/release.html", context)


def _cut(actor: Actor, sought: Sequence[JobStatus]) -> dict[str, Any] | None:
    """The newest search for cuts: while it runs the job, then what it found."""
    job = next((row for row in sought if row.name == "roadmap.cut"), None)
    if job is None or job.state != "done":
        return {"job": job} if job is not None and not job.is_over else None
    keys = [key for unit in job.result["cuts"] for key in unit]
    return {"found": job.result, "items": queries.titles(actor=actor, keys=keys), "at": job.finished_at}


def _price(sought: Sequence[JobStatus]) -> dict[str, Any]:
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
    product = _product(request, actor)
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


def _release_form(actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> ReleaseForm:
    return ReleaseForm(
        data, initial=initial, products=[(row.id, row.name) for row in vision.products(actor=actor)]
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_release(request: HttpRequest) -> HttpResponse:
    """Add a release."""
    actor = request_actor(request)
    if not vision.products(actor=actor):
        messages.info(request, "Releases belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    form = _release_form(actor, request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.add_release(
                actor=actor,
                now=clock.now(),
                product_id=data["product"],
                name=data["name"],
                target_on=data["target_on"],
                description=data["description"],
                growing=data["growing"],
            )
        except PilothouseError as problem:
            error = problem
        else:
            return redirect(wurl(actor, "roadmap:release", made.id))
    back = ("Releases", wurl(actor, "roadmap:releases"))
    return _form_page(request, form, "New release", "Add the release", back, error)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_release(request: HttpRequest, id: int) -> HttpResponse:
    """Change a release."""
    actor = request_actor(request)
    found = queries.release(actor=actor, id=id)
    form = _release_form(actor, request.POST or None, release_initial(found))
    form.fields["product"].disabled = True
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.change_release(
                actor=actor,
                now=clock.now(),
                id=id,
                version=form.cleaned_data["version"],
                values=form.values(),
            )
        except PilothouseError as problem:
            error = problem
        else:
            return redirect(wurl(actor, "roadmap:release", id))
    back = (found.name, wurl(actor, "roadmap:release", id))
    return _form_page(request, form, f"Edit {found.name}", "Save", back, error)


@page(role=Role.EDITOR, methods=("POST",))
def remove_release(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a release; its items stay."""
    actor = request_actor(request)
    services.remove_release(actor=actor, now=clock.now(), id=id, version=_version(request))
    messages.success(request, "The release is removed; its items stay.")
    return redirect(wurl(actor, "roadmap:releases"))


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


_STATES = {
    "resolved": "Resolved",
    "held": "Held at 85 %",
    "missed": "Not held at 85 %",
    "unscored": "Not scored",
    "open": "Open",
    "all": "All",
}
_RECORD_COLUMNS = (
    "subject",
    "key",
    "title",
    "team_name",
    "run_number",
    "made_on",
    "horizon_days",
    "layer",
    "p15",
    "p50",
    "p85",
    "p95",
    "deadline",
    "first",
    "outcome",
    "ended_on",
    "held50",
    "held85",
    "inputs_hash",
    "engine_version",
)


@page()
def record(request: HttpRequest) -> HttpResponseBase:
    """Whether dates came true; the filters stand in the address."""
    actor = request_actor(request)
    get = request.GET
    narrow = queries.RecordFilter(
        product=number(request, "product", 0) or None,
        team=get.get("team", ""),
        horizon=get.get("horizon", ""),
        subject=get.get("subject", ""),
        state=get.get("state") or "resolved",
        every=bool(get.get("every")),
    )
    today = clock.today()
    if get.get("format"):
        return _export_record(request, actor, narrow)
    found = queries.track_record(actor=actor, today=today, narrow=narrow)
    choices = [
        _choice(
            "product",
            "All products",
            [(row.id, row.name) for row in vision.products(actor=actor)],
            narrow.product,
        ),
        _choice(
            "team",
            "All teams",
            [*((str(row.id), row.name) for row in team.teams(actor=actor)), ("none", "No one team")],
            narrow.team,
        ),
        _choice("horizon", "Any horizon", BANDS.items(), narrow.horizon),
        _choice(
            "subject", "Items and releases", [("item", "Items"), ("release", "Releases")], narrow.subject
        ),
    ]
    context = {
        "record": found,
        "chart": _reliability(found.levels),
        "horizons": [row for row in found.horizons if row.p50.cases or row.p85.cases],
        "teams": [row for row in found.teams if row.p50.cases or row.p85.cases],
        "page": queries.recorded_forecasts(
            actor=actor, today=today, narrow=narrow, page=number(request, "page", 1), size=25
        ),
        "choices": choices,
        "states": _STATES.items(),
        "narrow": narrow,
        "filtered": narrow.is_set,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/record.html", context)


_PLOT = (44, 12, 300, 232)  # left, top, right and bottom of the plot in its own units


def _reliability(levels: tuple[Share, ...]) -> dict[str, Any]:
    """Where the chart of stated against held shares draws; levels with too few cases are left out."""
    left, top, right, bottom = _PLOT

    def across(share: float) -> float:
        return round(left + share * (right - left), 1)

    def down(share: float) -> float:
        return round(bottom - share * (bottom - top), 1)

    return {
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "ticks": [(across(part / 100), down(part / 100), part) for part in (0, 25, 50, 75, 100)],
        "points": [
            (across(row.level / 100), down(row.share), down(row.high), down(row.low), row.text)
            for row in levels
            if row.share is not None
        ],
    }


def _export_record(request: HttpRequest, actor: Actor, narrow: queries.RecordFilter) -> HttpResponseBase:
    def rows() -> Any:
        at = 1
        while True:
            part = queries.recorded_forecasts(
                actor=actor, today=clock.today(), narrow=narrow, page=at, size=_EXPORT_ROWS
            )
            for row in part.rows:
                yield [getattr(row, name) for name in _RECORD_COLUMNS]
            if part.next is None:
                return
            at = part.next

    return table_response(
        request, rows=rows(), columns=_RECORD_COLUMNS, name="track-record", format=request.GET["format"]
    )
