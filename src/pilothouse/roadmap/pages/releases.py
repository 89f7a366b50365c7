"""Releases: the list, one of them, its form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import Sent, based_on, form_page
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Release
from pilothouse.roadmap.forms import ReleaseForm, release_initial
from pilothouse.roadmap.pages.fan import fan
from pilothouse.roadmap.pages.outlook import cut, price
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, filter_of, removed, rows_of, to_choose

_COLUMNS = (
    "name",
    "product_key",
    "product_name",
    "target",
    "released",
    "items",
    "open_items",
    "p50",
    "p85",
    "chance",
)
_STATES = (("open", "With work to do"), ("empty", "Without open items"), ("released", "Released"))


@page()
def releases(request: HttpRequest) -> HttpResponseBase:
    """Releases with their chances, those to come first, filtered by what the address says."""
    actor = request_actor(request)
    choice = product_choice(request)
    text, state = request.GET.get("text", "").strip(), request.GET.get("state", "")
    listed = partial(queries.releases_page, actor=actor, product_id=choice.scope, text=text, state=state)
    if request.GET.get("format") == "ids":
        numbers = queries.release_ids(actor=actor, product_id=choice.scope, text=text, state=state)
        return JsonResponse(numbers, safe=False)
    if wanted := request.GET.get("format"):
        rows = rows_of(lambda at: listed(page=at, size=EXPORT_ROWS), _line)
        return table_response(request, rows=rows, columns=_COLUMNS, name="releases", format=wanted)
    context = {
        "page": listed(page=number(request, "page", 1)),
        "text": text,
        "choices": [filter_of("state", "To come and released", _STATES, state, title="State")],
        "filtered": bool(text or state),
        "together": queries.together(actor=actor) if choice.scope is None else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/releases.html", context)


def _line(row: Release) -> list[Any]:
    told = row.forecast
    dates = [told.p50, told.p85, told.chance] if told else [None, None, None]
    own = [row.name, row.product_key, row.product_name]
    return [*own, row.target_on, row.released_on, row.items, row.open_items, *dates]


@page()
def release(request: HttpRequest, id: int) -> HttpResponse:
    """One release: its forecast, its drivers, its items."""
    actor = request_actor(request)
    found = queries.release(actor=actor, id=id)
    sought = jobs.recent(actor=actor, limit=20, subject=Ref("roadmap.release", id))
    context = {
        "release": found,
        "fan": fan(found.forecast, found.target_on),
        "page": queries.items_page(
            actor=actor, narrow=queries.ItemFilter(release=id), sort="p85", page=number(request, "page", 1)
        ),
        "entries": journal.history(actor=actor, subject=Ref("roadmap.release", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
        "cut": cut(actor, sought),
        "price": price(sought),
    }
    return render(request, "roadmap/release.html", context)


def _form(request: HttpRequest, initial: Mapping[str, object]) -> ReleaseForm:
    return ReleaseForm(
        request.POST or None, initial=dict(initial), products=to_choose(product_choice(request))
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_release(request: HttpRequest) -> HttpResponse:
    """Add a release."""
    actor = request_actor(request)
    choice = product_choice(request)
    if not choice.products:
        messages.info(request, "Releases belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    form = _form(request, {"product": choice.only and choice.only.id})
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _added(actor, form))
        if sent.result is not None:
            return redirect(wurl(actor, "roadmap:release", sent.result.id))
        error = sent.error
    back = ("Releases", wurl(actor, "roadmap:releases"))
    return form_page(request, form, back=back, heading="New release", submit="Add the release", error=error)


def _added(actor: Actor, form: ReleaseForm) -> Release:
    product = form.cleaned_data["product"]
    return services.add_release(actor=actor, now=clock.now(), product_id=product, **form.values())


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_release(request: HttpRequest, id: int) -> HttpResponse:
    """Change a release."""
    actor = request_actor(request)
    found = queries.release(actor=actor, id=id)
    form = _form(request, release_initial(found))
    form.fields["product"].disabled = True
    url = wurl(actor, "roadmap:release", id)
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _changed(actor, id, form))
        if sent.is_done:
            return redirect(url)
        error = sent.error
    heading = f"Edit {found.name}"
    return form_page(request, form, back=(found.name, url), heading=heading, submit="Save", error=error)


def _changed(actor: Actor, id: int, form: ReleaseForm) -> Release:
    version = based_on(form)
    return services.change_release(
        actor=actor,
        now=clock.now(),
        id=id,
        version=version,
        values=form.values(),
        why=form.cleaned_data["why"],
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_release(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a release; its items stay."""
    actor = request_actor(request)
    return removed(
        request,
        services.remove_release,
        id,
        wurl(actor, "roadmap:releases"),
        "The release was removed; its items stay.",
        refused=wurl(actor, "roadmap:release", id),
    )
