"""Objectives with key results, and personas."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.vision import forms, queries, services
from pilothouse.vision.pages.sent import acted, form_page, owners, posted_version, sent


@page()
def strategy(request: HttpRequest, id: int) -> HttpResponse:
    """Objectives, key results and personas of a product."""
    actor = request_actor(request)
    context = {
        "product": queries.product(actor=actor, id=id),
        "objectives": queries.objectives(actor=actor, product_id=id),
        "personas": queries.personas(actor=actor, product_id=id),
        "tab": "strategy",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/strategy.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    product = queries.product(actor=actor, id=id)
    form = forms.ObjectiveForm(request.POST or None, owners=owners(actor))
    url = wurl(actor, "vision:strategy", id)
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.add_objective(actor=actor, now=clock.now(), product_id=id, values=form.values()),
        )
        if made is not None:
            messages.success(request, "The objective was added. Give it key results.")
            return redirect(url)
    else:
        error = None
    return form_page(
        request,
        form,
        back=(product.name, url),
        heading="New objective",
        submit="Add the objective",
        error=error,
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.objective(actor=actor, id=id)
    form = forms.ObjectiveForm(
        request.POST or None, initial=forms.ObjectiveForm.filled(row), owners=owners(actor)
    )
    url = wurl(actor, "vision:strategy", row.product_id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.change_objective(
                actor=actor,
                now=clock.now(),
                id=id,
                version=form.cleaned_data["version"],
                values=form.values(),
            ),
        )
        if made is not None:
            return redirect(url)
    return form_page(
        request, form, back=("Strategy", url), heading=f"Edit: {row.title}", submit="Save", error=error
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.objective(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_objective(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "vision:strategy", row.product_id),
        "The objective was removed.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_key_result(request: HttpRequest, id: int) -> HttpResponse:
    """A key result of objective `id`."""
    actor = request_actor(request)
    objective = queries.objective(actor=actor, id=id)
    form = forms.KeyResultForm(request.POST or None)
    url = wurl(actor, "vision:strategy", objective.product_id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.add_key_result(
                actor=actor, now=clock.now(), objective_id=id, values=form.values()
            ),
        )
        if made is not None:
            return redirect(url)
    heading = f"Key result of: {objective.title}"
    return form_page(
        request, form, back=("Strategy", url), heading=heading, submit="Add the key result", error=error
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_key_result(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.key_result(actor=actor, id=id)
    objective = queries.objective(actor=actor, id=row.objective_id)
    form = forms.KeyResultForm(request.POST or None, initial=forms.KeyResultForm.filled(row))
    url = wurl(actor, "vision:strategy", objective.product_id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.change_key_result(
                actor=actor,
                now=clock.now(),
                id=id,
                version=form.cleaned_data["version"],
                values=form.values(),
            ),
        )
        if made is not None:
            return redirect(url)
    return form_page(
        request, form, back=("Strategy", url), heading=f"Edit: {row.title}", submit="Save", error=error
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_key_result(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.key_result(actor=actor, id=id)
    objective = queries.objective(actor=actor, id=row.objective_id)
    return acted(
        request,
        lambda: services.remove_key_result(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "vision:strategy", objective.product_id),
        "The key result was removed.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    queries.product(actor=actor, id=id)
    form = forms.PersonaForm(request.POST or None)
    url = wurl(actor, "vision:strategy", id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.add_persona(actor=actor, now=clock.now(), product_id=id, values=form.values()),
        )
        if made is not None:
            return redirect(url)
    return form_page(
        request, form, back=("Strategy", url), heading="New persona", submit="Add the persona", error=error
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.persona(actor=actor, id=id)
    form = forms.PersonaForm(request.POST or None, initial=forms.PersonaForm.filled(row))
    url = wurl(actor, "vision:strategy", row.product_id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.change_persona(
                actor=actor,
                now=clock.now(),
                id=id,
                version=form.cleaned_data["version"],
                values=form.values(),
            ),
        )
        if made is not None:
            return redirect(url)
    return form_page(
        request, form, back=("Strategy", url), heading=f"Edit: {row.name}", submit="Save", error=error
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.persona(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_persona(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        wurl(actor, "vision:strategy", row.product_id),
        f"{row.name} was removed.",
    )
