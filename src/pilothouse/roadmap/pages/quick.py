"""Adding items by one line each, and duplicating them."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, Invalid, PilothouseError, outcome
from pilothouse.kit.forms import posted_number
from pilothouse.kit.products import product_choice
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import LEVELS, Item
from pilothouse.roadmap.quick import read_line, values_of

_FIRST = "feature"


@page(role=Role.EDITOR)
def quick_read(request: HttpRequest) -> HttpResponse:
    """What the line that is being typed would add: its estimate, and the range that one number implies."""
    actor = request_actor(request)
    product = _product(request, actor)
    error, typed, implied = "", None, None
    try:
        typed = read_line(request.GET.get("title", ""))
        if len(typed.days) == 1 and typed.days[0] > 0 and product:
            implied = services.implied_range(
                actor=actor, today=clock.today(), product_id=product, days=typed.days[0]
            )
    except PilothouseError as refused:
        error = f"{refused.message} {refused.cure}"
    return render(request, "roadmap/_quick_read.html", {"typed": typed, "implied": implied, "error": error})


@page(role=Role.EDITOR, methods=("POST",))
def quick_add(request: HttpRequest) -> HttpResponse:
    """Add an item by its title, under a parent when one is named; the next line adds another."""
    actor = request_actor(request)
    try:
        found = _added(request, actor)
    except Forbidden:
        raise
    except PilothouseError as error:
        return _refused(request, actor, error)
    undo = wurl(actor, "roadmap:undo-add", found.key)
    told = f"{found.key} added."
    if not is_htmx(request):
        messages.success(request, told, extra_tags=f"undo:{undo}")
        return redirect(_list(request, actor))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"added": {"key": found.key, "text": told, "undo": undo}})
    return response


def _added(request: HttpRequest, actor: Actor) -> Item:
    typed, parent = read_line(request.POST.get("title", "")), request.POST.get("parent", "").strip()
    values: dict[str, Any] = dict(values_of(typed.days)) | _given(request)
    product = posted_number(request, "product_id") or product_choice(request).id
    values["level"] = _FIRST
    if parent:
        above = queries.item(actor=actor, key=parent)
        product, values["parent_key"], values["level"] = above.product_id, parent, _below(above.level)
    if product is None:
        only = product_choice(request).only
        if only is None:
            raise Invalid(
                "An item belongs to a product.",
                where="title",
                cure="Choose a product at the top of the page.",
            )
        product = only.id
    return services.add_item(actor=actor, now=clock.now(), product_id=product, title=typed.title, **values)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the list is narrowed to, so that what is added there stays in sight."""
    found: dict[str, Any] = {}
    for name in ("release", "owner"):
        number = posted_number(request, name)
        if number is not None:
            found[f"{name}_id"] = number
    return found


def _below(level: str) -> str:
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def _refused(request: HttpRequest, actor: Actor, error: PilothouseError) -> HttpResponse:
    told = f"{error.message} {error.cure}".strip()
    if is_htmx(request):
        return render(request, "roadmap/_quick_read.html", {"error": told}, status=outcome(error).status)
    messages.error(request, told)
    return redirect(_list(request, actor))


@page(role=Role.EDITOR, methods=("POST",))
def undo_add(request: HttpRequest, key: str) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_item(actor=actor, now=clock.now(), key=key, version=1)
    told = f"{key} is removed again."
    if not is_htmx(request):
        messages.success(request, told)
        return redirect(wurl(actor, "roadmap:items"))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": told}})
    return response


def _list(request: HttpRequest, actor: Actor) -> str:
    back = request.POST.get("back", "")
    return back if back.startswith("/w/") else wurl(actor, "roadmap:items")


def _product(request: HttpRequest, actor: Actor) -> int | None:
    """The product that the line is for; None where several could be meant."""
    if key := request.GET.get("parent", ""):
        return queries.item(actor=actor, key=key).product_id
    only = product_choice(request).only
    return only.id if only else number(request, "product_id", 0) or None
