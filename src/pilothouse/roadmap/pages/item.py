"""One item: its page, its form, removing it and taking that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.forms import ItemForm, item_initial
from pilothouse.roadmap.pages.shared import fan, form_page, product_of, version
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision


@page()
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item with its dates, reasons and history."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    run = queries.latest_run(actor=actor, product_id=found.product_id)
    context = {
        "item": found,
        "planned": found.forecast,
        "fan": fan(found.forecast, found.deadline) if found.forecast and found.forecast.histogram else None,
        "why": queries.why(actor=actor, key=key),
        "stale": run is not None and run.stale and found.forecast is not None,
        "entries": journal.history(actor=actor, subject=Ref("roadmap.item", found.id), limit=30),
        "skills": team.skills(actor=actor),
        "everybody": sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        "asked_by": vision.statements_of(actor=actor, ref=str(Ref("roadmap.item", found.id))),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/item.html", context)


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


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_item(request: HttpRequest) -> HttpResponse:
    """Add an item by hand."""
    actor = request_actor(request)
    back = ("Items", wurl(actor, "roadmap:items"))
    if not vision.products(actor=actor):
        messages.info(request, "Items belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    product = product_of(request, actor)
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
    return form_page(request, form, "New item", "Add the item", back, error)


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
    return form_page(request, form, f"Edit {key}", "Save", back, error)


@page(role=Role.EDITOR, methods=("POST",))
def remove_item(request: HttpRequest, key: str) -> HttpResponse:
    """Remove an item; the toast takes it back."""
    actor = request_actor(request)
    entry = services.remove_item(actor=actor, now=clock.now(), key=key, version=version(request))
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
