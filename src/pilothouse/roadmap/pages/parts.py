"""What is set on the page of an item: its needs, its people, what it waits for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import (
    Item,
    Need,
)
from pilothouse.roadmap.pages.shared import version


def _int(request: HttpRequest, name: str, default: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else default


@page(role=Role.EDITOR, methods=("POST",))
def add_need(request: HttpRequest, key: str) -> HttpResponse:
    """One more need of an item."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    need = Need(_int(request, "skill", 0) or None, _int(request, "level", 1), _int(request, "people", 1))
    return _set_needs(request, actor, found, (*found.needs, need))


@page(role=Role.EDITOR, methods=("POST",))
def drop_need(request: HttpRequest, key: str) -> HttpResponse:
    """One need less."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    index = _int(request, "index", -1)
    if not 0 <= index < len(found.needs):
        raise NotFound("There is no such need.", cure="Reload the page.")
    return _set_needs(request, actor, found, found.needs[:index] + found.needs[index + 1 :])


def _set_needs(request: HttpRequest, actor: Actor, found: Item, needs: tuple[Need, ...]) -> HttpResponse:
    services.set_needs(actor=actor, now=clock.now(), key=found.key, version=version(request), needs=needs)
    return redirect(wurl(actor, "roadmap:item", found.key))


@page(role=Role.EDITOR, methods=("POST",))
def choose_people(request: HttpRequest, key: str) -> HttpResponse:
    """Choose who does an item, or leave it to the planner."""
    actor = request_actor(request)
    people = [int(text) for text in request.POST.getlist("people") if text.isdecimal()]
    services.pin_people(actor=actor, now=clock.now(), key=key, version=version(request), people=people)
    return redirect(wurl(actor, "roadmap:item", key))


@page(role=Role.EDITOR, methods=("POST",))
def add_dependency(request: HttpRequest, key: str) -> HttpResponse:
    """Let this item wait for another."""
    actor = request_actor(request)
    try:
        lag = float(request.POST.get("lag_days") or 0)
    except ValueError:
        raise Invalid("The lag is not a number.", where="lag_days", cure="Give working days.") from None
    services.add_dependency(
        actor=actor,
        now=clock.now(),
        predecessor=request.POST.get("predecessor", "").strip(),
        successor=key,
        kind=request.POST.get("kind", "FS"),
        lag_days=lag,
    )
    return redirect(wurl(actor, "roadmap:item", key))


@page(role=Role.EDITOR, methods=("POST",))
def drop_dependency(request: HttpRequest, key: str, id: int) -> HttpResponse:
    """Let this item wait no longer."""
    actor = request_actor(request)
    services.remove_dependency(actor=actor, now=clock.now(), id=id)
    return redirect(wurl(actor, "roadmap:item", key))
