"""Portfolios on the page of products: saved, changed, removed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import form_answer
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.forms import ProductSetForm
from pilothouse.roadmap.pages.shared import changed, removed


def _list(actor: Actor) -> str:
    return wurl(actor, "roadmap:products") + "#portfolios"


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_portfolio(request: HttpRequest) -> HttpResponse:
    """Save products under a name."""
    actor = request_actor(request)
    form = ProductSetForm(request.POST or None, products=queries.portfolio(actor=actor).products)
    return form_answer(
        request,
        form,
        lambda: services.add_product_set(actor=actor, now=clock.now(), **form.values()),
        then=lambda number: _list(actor),
        done=lambda number: f"{form.cleaned_data['name']} saved. Choose it at the top of any page.",
        back=("Products", _list(actor)),
        heading="New portfolio",
        submit="Save the portfolio",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_portfolio(request: HttpRequest, id: int) -> HttpResponse:
    """Rename a portfolio, or choose other products."""
    actor = request_actor(request)
    known = queries.portfolio(actor=actor)
    found = queries.product_set(actor=actor, id=id)
    initial = {
        "name": found.name,
        "version": found.version,
        "product_ids": [row.id for row in found.products],
    }
    form = ProductSetForm(request.POST or None, initial=initial, products=known.products)

    return changed(
        request,
        form,
        services.change_product_set,
        id,
        name=found.name,
        back=("Products", _list(actor)),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_portfolio(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a portfolio; its products stay."""
    url = _list(request_actor(request))
    return removed(request, services.remove_product_set, id, url, "The portfolio was removed.")
