"""Pages of vision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.vision import forms, queries, services
from pilothouse.vision.pages.sent import currency, form_page, posted_version, sent


@page()
def products(request: HttpRequest) -> HttpResponse:
    """All products."""
    actor = request_actor(request)
    context = {"products": queries.products(actor=actor), "may_edit": actor.may(Role.EDITOR)}
    return render(request, "vision/products.html", context)


@page()
def product(request: HttpRequest, id: int) -> HttpResponse:
    """One product: for whom, which problem, its blueprints and what is still open."""
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    ref = Ref.parse(found.ref)
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
        "currency": currency(actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/product.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_product(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    form = forms.ProductForm(request.POST or None, currency=currency(actor))
    back = ("Products", wurl(actor, "vision:products"))
    if request.method != "POST":
        return form_page(request, form, back=back, heading="Add a product", submit="Add the product")
    made, error = sent(
        form,
        lambda: services.add_product(
            actor=actor, now=clock.now(), key=form.cleaned_data["key"], **form.values()
        ),
    )
    if made is None:
        return form_page(
            request, form, back=back, heading="Add a product", submit="Add the product", error=error
        )
    messages.success(request, f"{made.name} was added.")
    return redirect(wurl(actor, "vision:product", made.id))


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_product(request: HttpRequest, id: int) -> HttpResponse:
    """Change a product; a change based on an older version shows both."""
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    money = currency(actor)
    form = forms.ChangeForm(
        request.POST or None, initial=forms.ChangeForm.filled(found, money), currency=money
    )
    back = (found.name, wurl(actor, "vision:product", id))
    if request.method != "POST":
        return form_page(request, form, back=back, heading=f"Edit {found.name}", submit="Save")
    made, error = sent(
        form,
        lambda: services.change_product(
            actor=actor, now=clock.now(), id=id, version=form.cleaned_data["version"], values=form.values()
        ),
    )
    if made is None:
        return form_page(request, form, back=back, heading=f"Edit {found.name}", submit="Save", error=error)
    messages.success(request, f"{made.name} was changed.")
    return redirect(wurl(actor, "vision:product", id))


@page(role=Role.EDITOR, methods=("POST",))
def remove_product(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    try:
        services.remove_product(actor=actor, now=clock.now(), id=id, version=posted_version(request))
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        messages.error(request, f"{error.message} {error.cure}")
        return redirect(wurl(actor, "vision:product", id))
    messages.success(request, f"{found.name} was removed.")
    return redirect(wurl(actor, "vision:products"))
