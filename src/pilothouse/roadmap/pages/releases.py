"""Releases: the list, one of them, its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.export import table_response
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.forms import ReleaseForm, release_initial
from pilothouse.roadmap.pages.outlook import cut, price
from pilothouse.roadmap.pages.shared import fan, form_page, version
from pilothouse.vision import queries as vision


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
        "fan": fan(found.forecast, found.target_on) if found.forecast else None,
        "page": queries.items_page(
            actor=actor, narrow=queries.ItemFilter(release=id), sort="p85", page=number(request, "page", 1)
        ),
        "entries": journal.history(actor=actor, subject=Ref("roadmap.release", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
        "cut": cut(actor, sought),
        "price": price(sought),
    }
    return render(request, "roadmap/release.html", context)


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
    return form_page(request, form, "New release", "Add the release", back, error)


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
    return form_page(request, form, f"Edit {found.name}", "Save", back, error)


@page(role=Role.EDITOR, methods=("POST",))
def remove_release(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a release; its items stay."""
    actor = request_actor(request)
    services.remove_release(actor=actor, now=clock.now(), id=id, version=version(request))
    messages.success(request, "The release is removed; its items stay.")
    return redirect(wurl(actor, "roadmap:releases"))
