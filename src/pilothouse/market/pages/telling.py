"""Support problems in the plan: escalated, linked, and the customers to tell once the item shipped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import acted, form_acted, posted_ids, posted_number, posted_version
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.contracts import HOW_TOLD, SupportProblem
from pilothouse.market.pages.shared import came_back
from pilothouse.market.support_forms import ItemForm


@page()
def customers_to_tell(request: HttpRequest) -> HttpResponse:
    """Everyone who reported what has shipped since and was not told, by contact."""
    actor = request_actor(request)
    context = {
        "rows": queries.to_tell(actor=actor),
        "how_told": HOW_TOLD,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/to_tell.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def escalate_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Make an item of the plan that is to solve the problem."""
    actor, version = request_actor(request), posted_version(request)

    def act() -> SupportProblem:
        product = posted_number(request, "product_id")
        if product is None:
            raise Invalid("The product is missing.", where="product_id", cure="Choose one of the list.")
        return services.escalate(actor=actor, now=clock.now(), id=id, version=version, product_id=product)

    return acted(request, act, wurl(actor, "market:problem", id), _made)


def _made(row: SupportProblem) -> str:
    return f"{row.item.key} was added to the plan." if row.item else ""


@page(role=Role.EDITOR, methods=("POST",))
def link_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Say which item is to solve the problem."""
    actor, form = request_actor(request), ItemForm(request.POST, auto_id="item_%s")
    version = posted_version(request)
    return form_acted(
        request,
        form,
        lambda: services.link_problem(
            actor=actor, now=clock.now(), id=id, version=version, target=form.cleaned_data["target"]
        ),
        wurl(actor, "market:problem", id),
        "Linked.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def unlink_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Take the link away."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.unlink_problem(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:problem", id),
        "The link was removed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def mark_told(request: HttpRequest) -> HttpResponse:
    """Customers of these problems were told."""
    actor, ids = request_actor(request), posted_ids(request)
    how = request.POST.get("how", "")
    return acted(
        request,
        lambda: services.mark_told(actor=actor, now=clock.now(), ids=ids, how=how),
        came_back(request, actor, wurl(actor, "market:customers-to-tell")),
        lambda many: f"Noted as informed: {plural(many, 'problem')}.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def mark_not_told(request: HttpRequest) -> HttpResponse:
    """They were not told after all."""
    actor, ids = request_actor(request), posted_ids(request)
    return acted(
        request,
        lambda: services.mark_not_told(actor=actor, now=clock.now(), ids=ids),
        came_back(request, actor, wurl(actor, "market:customers-to-tell")),
        lambda many: f"Not informed after all: {plural(many, 'problem')}.",
    )
