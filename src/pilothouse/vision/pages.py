"""Pages of vision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError, outcome
from pilothouse.kit.refs import Ref
from pilothouse.vision import forms, queries, services
from pilothouse.vision.contracts import Product


@page()
def products(request: HttpRequest) -> HttpResponse:
    """All products."""
    actor = request_actor(request)
    context = {"products": queries.products(actor=actor), "may_edit": actor.may(Role.EDITOR)}
    return render(request, "vision/products.html", context)


@page()
def product(request: HttpRequest, id: int) -> HttpResponse:
    """One product: for whom, which problem, and what was changed."""
    actor = request_actor(request)
    context = {
        "product": queries.product(actor=actor, id=id),
        "entries": journal.history(actor=actor, subject=Ref("vision.product", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/product.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_product(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    form = forms.ProductForm(request.POST or None)
    back = ("Products", wurl(actor, "vision:products"))
    if request.method != "POST":
        return _form_page(request, form, back, "Add a product", "Add the product")
    made, error = _sent(
        form,
        lambda: services.add_product(
            actor=actor, now=clock.now(), key=form.cleaned_data["key"], **form.values()
        ),
    )
    if made is None:
        return _form_page(request, form, back, "Add a product", "Add the product", error)
    messages.success(request, f"{made.name} was added.")
    return redirect(wurl(actor, "vision:product", made.id))


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_product(request: HttpRequest, id: int) -> HttpResponse:
    """Change a product; a change based on an older version shows both."""
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    form = forms.ChangeForm(request.POST or None, initial=forms.ChangeForm.filled(found))
    back = (found.name, wurl(actor, "vision:product", id))
    if request.method != "POST":
        return _form_page(request, form, back, f"Edit {found.name}", "Save")
    made, error = _sent(
        form,
        lambda: services.change_product(
            actor=actor, now=clock.now(), id=id, version=form.cleaned_data["version"], values=form.values()
        ),
    )
    if made is None:
        return _form_page(request, form, back, f"Edit {found.name}", "Save", error)
    messages.success(request, f"{made.name} was changed.")
    return redirect(wurl(actor, "vision:product", id))


@page(role=Role.EDITOR, methods=("POST",))
def remove_product(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 10 else None
    try:
        services.remove_product(actor=actor, now=clock.now(), id=id, version=version)
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        messages.error(request, f"{error.message} {error.cure}")
        return redirect(wurl(actor, "vision:product", id))
    messages.success(request, f"{found.name} was removed.")
    return redirect(wurl(actor, "vision:products"))


def _sent(form: Form, act: Callable[[], Product]) -> tuple[Product | None, PilothouseError | None]:
    """What `act` made of a form that can be read; a failure stands at its field, else it is returned."""
    if not form.is_valid():
        return None, None
    try:
        return act(), None
    except Forbidden:
        raise
    except PilothouseError as error:
        if error.where in form.fields:
            form.add_error(error.where, f"{error.message} {error.cure}".strip())
            return None, None
        return None, error


def _form_page(
    request: HttpRequest,
    form: Form,
    back: tuple[str, str],
    heading: str,
    submit: str,
    error: PilothouseError | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "heading": heading, "submit": submit, "error": error}
    context |= {"back": back[0], "back_url": back[1]}
    status = outcome(error).status if error else 422 if form.errors else 200
    return render(request, "vision/form.html", context, status=status)
