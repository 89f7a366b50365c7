"""Pages of vision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_answer, posted_version
from pilothouse.kit.products import kept, of_another, product_choice
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.vision import queries, services
from pilothouse.vision.forms import products as forms


@page()
def products(request: HttpRequest) -> HttpResponse:
    """All products, or the page of the one chosen."""
    actor = request_actor(request)
    choice = product_choice(request)
    if chosen := choice.chosen:
        return redirect(kept(request, wurl(actor, "vision:product", chosen.id)))
    shown = {row.id for row in choice.shown}
    context = {
        "products": [row for row in queries.products(actor=actor) if row.id in shown],
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/products.html", context)


@page()
def product(request: HttpRequest, id: int) -> HttpResponse:
    """One product: for whom, which problem, its blueprints and what is still open."""
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    ref = Ref.parse(found.ref)
    if elsewhere := of_another(request, ref):
        return redirect(elsewhere)
    asked = risk.open_questions(actor=actor, scope=ref)
    context = {
        "product": found,
        "tab": "overview",
        "blueprints": queries.blueprints(actor=actor, product_id=id),
        "open": asked,
        "closed": risk.raised_in(actor=actor, scope=ref) - len(asked),
        "objectives": queries.objectives(actor=actor, product_id=id),
        "personas": queries.personas(actor=actor, product_id=id),
        "suspects": queries.suspects(actor=actor, product_id=id),
        "entries": journal.history(actor=actor, subject=ref, limit=10),
        "currency": accounts.currency(actor=actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/product.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_product(request: HttpRequest) -> HttpResponse:
    actor, now = request_actor(request), clock.now()
    form = forms.ProductForm(request.POST or None, currency=accounts.currency(actor=actor))
    return form_answer(
        request,
        form,
        lambda: services.add_product(actor=actor, now=now, key=form.cleaned_data["key"], **form.values()),
        then=lambda made: wurl(actor, "vision:product", made.id),
        done=lambda made: f"{made.name} was added.",
        back=("Products", wurl(actor, "vision:products")),
        heading="Add a product",
        submit="Add the product",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_product(request: HttpRequest, id: int) -> HttpResponse:
    """Change a product; a change based on an older version shows both."""
    actor, now = request_actor(request), clock.now()
    found, currency = queries.product(actor=actor, id=id), accounts.currency(actor=actor)
    start = forms.ChangeForm.filled(found, currency)
    form = forms.ChangeForm(request.POST or None, initial=start, currency=currency)
    return form_answer(
        request,
        form,
        lambda: services.change_product(
            actor=actor, now=now, id=id, version=based_on(form), values=form.values()
        ),
        then=lambda made: wurl(actor, "vision:product", id),
        done=lambda made: f"{made.name} was changed.",
        back=(found.name, wurl(actor, "vision:product", id)),
        heading=f"Edit {found.name}",
        submit="Save",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_product(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    version = posted_version(request)
    return acted(
        request,
        lambda: services.remove_product(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "vision:products"),
        f"{found.name} was removed.",
        refused=wurl(actor, "vision:product", id),
        restorable=True,
    )
