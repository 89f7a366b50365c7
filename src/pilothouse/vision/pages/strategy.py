"""Objectives with key results, and personas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_answer, posted_version
from pilothouse.kit.products import of_another
from pilothouse.kit.refs import Ref
from pilothouse.team import queries as team
from pilothouse.vision import queries, services
from pilothouse.vision.forms import strategy as forms


@page()
def strategy(request: HttpRequest, id: int) -> HttpResponse:
    """Objectives, key results and personas of a product."""
    actor = request_actor(request)
    found = queries.product(actor=actor, id=id)
    if elsewhere := of_another(request, Ref.parse(found.ref)):
        return redirect(elsewhere)
    context = {
        "product": found,
        "objectives": queries.objectives(actor=actor, product_id=id),
        "personas": queries.personas(actor=actor, product_id=id),
        "tab": "strategy",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/strategy.html", context)


def _of(actor: Actor, product_id: int) -> str:
    return wurl(actor, "vision:strategy", product_id)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    product = queries.product(actor=actor, id=id)
    form = forms.ObjectiveForm(request.POST or None, owners=team.owners(actor=actor))
    return form_answer(
        request,
        form,
        lambda: services.add_objective(actor=actor, now=clock.now(), product_id=id, values=form.values()),
        then=lambda row: _of(actor, id),
        done=lambda row: "The objective was added. Give it key results.",
        back=(product.name, _of(actor, id)),
        heading="New objective",
        submit="Add the objective",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor, now = request_actor(request), clock.now()
    row = queries.objective(actor=actor, id=id)
    start, owners = forms.ObjectiveForm.filled(row), team.owners(actor=actor)
    form = forms.ObjectiveForm(request.POST or None, initial=start, owners=owners)
    return form_answer(
        request,
        form,
        lambda: services.change_objective(
            actor=actor, now=now, id=id, version=based_on(form), values=form.values()
        ),
        then=lambda changed: _of(actor, row.product_id),
        back=("Strategy", _of(actor, row.product_id)),
        heading=f"Edit: {row.title}",
        submit="Save",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_objective(request: HttpRequest, id: int) -> HttpResponse:
    actor, version = request_actor(request), posted_version(request)
    row = queries.objective(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_objective(actor=actor, now=clock.now(), id=id, version=version),
        _of(actor, row.product_id),
        "The objective was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_key_result(request: HttpRequest, id: int) -> HttpResponse:
    """A key result of objective `id`."""
    actor, now = request_actor(request), clock.now()
    objective = queries.objective(actor=actor, id=id)
    form = forms.KeyResultForm(request.POST or None)
    return form_answer(
        request,
        form,
        lambda: services.add_key_result(actor=actor, now=now, objective_id=id, values=form.values()),
        then=lambda row: _of(actor, objective.product_id),
        back=("Strategy", _of(actor, objective.product_id)),
        heading=f"Key result of: {objective.title}",
        submit="Add the key result",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_key_result(request: HttpRequest, id: int) -> HttpResponse:
    actor, now = request_actor(request), clock.now()
    row = queries.key_result(actor=actor, id=id)
    objective = queries.objective(actor=actor, id=row.objective_id)
    form = forms.KeyResultForm(request.POST or None, initial=forms.KeyResultForm.filled(row))
    return form_answer(
        request,
        form,
        lambda: services.change_key_result(
            actor=actor, now=now, id=id, version=based_on(form), values=form.values()
        ),
        then=lambda changed: _of(actor, objective.product_id),
        back=("Strategy", _of(actor, objective.product_id)),
        heading=f"Edit: {row.title}",
        submit="Save",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_key_result(request: HttpRequest, id: int) -> HttpResponse:
    actor, version = request_actor(request), posted_version(request)
    row = queries.key_result(actor=actor, id=id)
    objective = queries.objective(actor=actor, id=row.objective_id)
    return acted(
        request,
        lambda: services.remove_key_result(actor=actor, now=clock.now(), id=id, version=version),
        _of(actor, objective.product_id),
        "The key result was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    queries.product(actor=actor, id=id)
    form = forms.PersonaForm(request.POST or None)
    return form_answer(
        request,
        form,
        lambda: services.add_persona(actor=actor, now=clock.now(), product_id=id, values=form.values()),
        then=lambda row: _of(actor, id),
        back=("Strategy", _of(actor, id)),
        heading="New persona",
        submit="Add the persona",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor, now = request_actor(request), clock.now()
    row = queries.persona(actor=actor, id=id)
    form = forms.PersonaForm(request.POST or None, initial=forms.PersonaForm.filled(row))
    return form_answer(
        request,
        form,
        lambda: services.change_persona(
            actor=actor, now=now, id=id, version=based_on(form), values=form.values()
        ),
        then=lambda changed: _of(actor, row.product_id),
        back=("Strategy", _of(actor, row.product_id)),
        heading=f"Edit: {row.name}",
        submit="Save",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_persona(request: HttpRequest, id: int) -> HttpResponse:
    actor, version = request_actor(request), posted_version(request)
    row = queries.persona(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_persona(actor=actor, now=clock.now(), id=id, version=version),
        _of(actor, row.product_id),
        f"{row.name} was removed.",
        restorable=True,
    )
