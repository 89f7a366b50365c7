"""Plans of competitors and their prices; after how many months facts expire, and exchange rates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_acted, posted_version
from pilothouse.market import queries, services
from pilothouse.market.competitor_forms import PlanForm, PriceForm, RateForm, SettingsForm


@page(role=Role.EDITOR, methods=("POST",))
def add_plan(request: HttpRequest, id: int) -> HttpResponse:
    """Add a plan of a competitor."""
    actor, form = request_actor(request), PlanForm(request.POST, auto_id="plan_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_plan(actor=actor, now=clock.now(), competitor_id=id, **form.cleaned_data),
        wurl(actor, "market:competitor", id),
        lambda row: f"{row.name} was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_plan(request: HttpRequest, id: int) -> HttpResponse:
    """Put a plan into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.plan_competitor(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_plan(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:competitor", of),
        "The plan was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_price(request: HttpRequest, id: int) -> HttpResponse:
    """Note what a plan costs from a day on."""
    actor, form = request_actor(request), PriceForm(request.POST, auto_id=f"price{id}_%s")
    of = queries.plan_competitor(actor=actor, id=id)
    return form_acted(
        request,
        form,
        lambda: services.add_price(actor=actor, now=clock.now(), plan_id=id, **form.cleaned_data),
        wurl(actor, "market:competitor", of),
        "The price was noted.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_price(request: HttpRequest, plan_id: int, id: int) -> HttpResponse:
    """Take a price out of the history of its plan."""
    actor = request_actor(request)
    of = queries.plan_competitor(actor=actor, id=plan_id)
    return acted(
        request,
        lambda: services.remove_price(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:competitor", of),
        "The price was removed.",
    )


@page()
def competitor_settings(request: HttpRequest) -> HttpResponse:
    """After how many months facts expire, and which exchange rates are stated."""
    actor = request_actor(request)
    found = queries.competitor_settings(actor=actor)
    context = {
        "settings": found,
        "form": SettingsForm(initial=SettingsForm.filled(found), auto_id="settings_%s"),
        "rate_form": RateForm(auto_id="rate_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/competitor_settings.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def change_settings(request: HttpRequest) -> HttpResponse:
    """Say after how many months facts expire."""
    actor, form = request_actor(request), SettingsForm(request.POST, auto_id="settings_%s")
    return form_acted(
        request,
        form,
        lambda: services.change_competitor_settings(
            actor=actor, now=clock.now(), version=based_on(form), months=form.cleaned_data["months"]
        ),
        wurl(actor, "market:competitor-settings"),
        "The settings were changed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def state_rate(request: HttpRequest) -> HttpResponse:
    """State what one unit of a currency is worth."""
    actor, form = request_actor(request), RateForm(request.POST, auto_id="rate_%s")
    return form_acted(
        request,
        form,
        lambda: services.state_rate(actor=actor, now=clock.now(), **form.cleaned_data),
        wurl(actor, "market:competitor-settings"),
        "The rate was stated.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_rate(request: HttpRequest, id: int) -> HttpResponse:
    """State no rate of a currency any more."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_rate(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:competitor-settings"),
        "The rate was removed.",
    )
