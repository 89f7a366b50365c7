"""Acts on single rows of the list: another place, a copy, parts out of sight."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import is_htmx, page, request_actor, wurl
from pilothouse.kit.forms import acted
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import services

FOLDED = "folded"
_MOST = 300  # folded items that a browser remembers
_NAMED = 5  # items that an undo names
_YEAR = 365 * 24 * 3600


def folded(request: HttpRequest) -> list[int]:
    """Numbers of the items whose parts this person has folded away."""
    words = request.COOKIES.get(FOLDED, "").split(".")
    return [int(word) for word in words if word.isdecimal() and len(word) < 10]


def fold(request: HttpRequest, number: int) -> HttpResponse:
    """Fold the parts of an item away, or show them again, and go back to the list."""
    before = folded(request)
    after = [each for each in before if each != number]
    if len(after) == len(before):
        after.append(number)
    query = request.GET.copy()
    query.pop("fold", None)
    response = redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
    words = ".".join(str(each) for each in after[-_MOST:])
    response.set_cookie(FOLDED, words, max_age=_YEAR, path=request.path, samesite="Lax", httponly=True)
    return response


@page(role=Role.EDITOR, methods=("POST",))
def place_item(request: HttpRequest, key: str) -> HttpResponse:
    """Put an item right before or after another one; the order is the priority within the plan."""
    actor, batch = request_actor(request), sortable_id(clock.now())
    services.place_item(
        actor=actor,
        now=clock.now(),
        key=key,
        before_key=request.POST.get("before", ""),
        after_key=request.POST.get("after", ""),
        batch=batch,
    )
    return _told(request, key, f"{key} has another place in the order.", batch)


@page(role=Role.EDITOR, methods=("POST",))
def duplicate_item(request: HttpRequest, key: str) -> HttpResponse:
    """Copy an item and all its parts, right after it."""
    actor, batch = request_actor(request), sortable_id(clock.now())
    made = services.duplicate_item(actor=actor, now=clock.now(), key=key, with_parts=True, batch=batch)
    return _told(request, made.key, f"{made.key} is a copy of {key}.", batch)


@page(role=Role.EDITOR, methods=("POST",))
def undo_act(request: HttpRequest, batch: str) -> HttpResponse:
    """Take back one act on items: what was changed again since stays, and is told."""
    actor = request_actor(request)

    def undo() -> str:
        done = services.undo_batch(actor=actor, now=clock.now(), batch=batch)
        return f"{_items(done.restored)} as before.{_kept(done.kept)}"

    if not is_htmx(request):
        return acted(request, undo, wurl(actor, "roadmap:items"), str)
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": undo()}})
    return response


def _items(many: int) -> str:
    return "1 item is" if many == 1 else f"{many:,} items are"


def _kept(kept: Sequence[tuple[str, str]]) -> str:
    if not kept:
        return ""
    more = f" and {len(kept) - _NAMED} more" if len(kept) > _NAMED else ""
    return f" Kept as they are: {'; '.join(f'{key}: {why}' for key, why in kept[:_NAMED])}{more}"


def _told(request: HttpRequest, key: str, text: str, batch: str) -> HttpResponse:
    actor = request_actor(request)
    undo = wurl(actor, "roadmap:undo-act", batch)
    if not is_htmx(request):
        messages.success(request, text, extra_tags=f"undo:{undo}")
        return redirect(wurl(actor, "roadmap:item", key))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"added": {"key": key, "text": text, "undo": undo}})
    return response
