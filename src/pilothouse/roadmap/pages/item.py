"""One item: its page, its form, removing it and taking that back."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, form_page, posted_version
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Item
from pilothouse.roadmap.forms import ItemForm, item_initial
from pilothouse.roadmap.pages.fan import fan
from pilothouse.roadmap.pages.shared import product_of
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
        "fan": fan(found.forecast, found.deadline),
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


def _form(request: HttpRequest, actor: Actor, currency: str, initial: Mapping[str, object]) -> ItemForm:
    return ItemForm(
        request.POST or None,
        initial=dict(initial),
        currency=currency,
        releases=[(row.id, row.name) for row in queries.releases(actor=actor)],
        owners=sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        products=[(row.id, row.name) for row in vision.products(actor=actor)],
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_item(request: HttpRequest) -> HttpResponse:
    """Add an item by hand."""
    actor = request_actor(request)
    product = product_of(request, actor)
    if product is None:
        messages.info(request, "Items belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    form = _form(request, actor, accounts.currency(actor=actor), {"product": product.id})
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _added(actor, form))
        if sent.result is not None:
            messages.success(request, f"{sent.result.key} added.")
            return redirect(wurl(actor, "roadmap:item", sent.result.key))
        error = sent.error
    back = ("Items", wurl(actor, "roadmap:items"))
    return form_page(request, form, back=back, heading="New item", submit="Add the item", error=error)


def _added(actor: Actor, form: ItemForm) -> Item:
    product = form.cleaned_data["product"]
    return services.add_item(actor=actor, now=clock.now(), product_id=product, **form.values())


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_item(request: HttpRequest, key: str) -> HttpResponse:
    """Change an item; a change based on an older version shows both."""
    actor = request_actor(request)
    found, currency = queries.item(actor=actor, key=key), accounts.currency(actor=actor)
    form = _form(request, actor, currency, item_initial(found, currency))
    form.fields["product"].disabled = True
    url = wurl(actor, "roadmap:item", key)
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _changed(actor, key, form))
        if sent.is_done:
            messages.success(request, f"{key} changed.")
            return redirect(url)
        error = sent.error
    return form_page(request, form, back=(key, url), heading=f"Edit {key}", submit="Save", error=error)


def _changed(actor: Actor, key: str, form: ItemForm) -> Item:
    version = form.cleaned_data["version"]
    return services.change_item(actor=actor, now=clock.now(), key=key, version=version, values=form.values())


@page(role=Role.EDITOR, methods=("POST",))
def remove_item(request: HttpRequest, key: str) -> HttpResponse:
    """Remove an item; the toast takes it back."""
    actor = request_actor(request)

    def remove() -> None:
        entry = services.remove_item(actor=actor, now=clock.now(), key=key, version=posted_version(request))
        undo = wurl(actor, "roadmap:restore-item", entry)
        messages.success(request, f"{key} removed.", extra_tags=f"undo:{undo}")

    back = wurl(actor, "roadmap:item", key)
    return acted(request, remove, wurl(actor, "roadmap:items"), refused=back)


@page(role=Role.EDITOR, methods=("POST",))
def restore_item(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back."""
    actor = request_actor(request)
    found = services.restore_item(actor=actor, now=clock.now(), entry_id=entry)
    messages.success(request, f"{found.key} is back.")
    return redirect(wurl(actor, "roadmap:item", found.key))
