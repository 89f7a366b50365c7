"""What the pages of the room share: filters, answers to a line that was added, exports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import is_htmx, request_actor
from pilothouse.kit.errors import Forbidden, PilothouseError, outcome
from pilothouse.kit.paging import Page

EXPORT_ROWS = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter above a list: what it offers, and what is chosen."""

    name: str
    label: str
    title: str
    options: Sequence[tuple[object, str]]
    value: str


def choice(request: HttpRequest, name: str, label: str, options: Iterable[tuple[object, str]]) -> Choice:
    return Choice(name, label, name.capitalize(), list(options), request.GET.get(name, ""))


def every(asked: Callable[..., Page[Any]], **wanted: Any) -> Iterator[Any]:
    """All rows of a paged query, some hundred at a time."""
    actor, at = wanted.pop("actor"), 1
    while True:
        part = asked(actor=actor, page=at, size=EXPORT_ROWS, **wanted)
        yield from part.rows
        if part.next is None:
            return
        at = part.next


def added(request: HttpRequest, act: Callable[[], tuple[str, str]], list_url: str) -> HttpResponse:
    """The answer to a line that adds: `act` returns what was added, and the address that takes it back."""
    try:
        name, undo = act()
    except Forbidden:
        raise
    except PilothouseError as error:
        told = f"{error.message} {error.cure}".strip()
        if is_htmx(request):
            return HttpResponse(told, status=outcome(error).status, content_type="text/plain")
        messages.error(request, told)
        return redirect(_back(request, list_url))
    told = f"{name} was added."
    if not is_htmx(request):
        messages.success(request, told, extra_tags=f"undo:{undo}")
        return redirect(_back(request, list_url))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"added": {"key": name, "text": told, "undo": undo}})
    return response


def told(request: HttpRequest, text: str, url: str) -> HttpResponse:
    """The answer to what a toast asked for."""
    request_actor(request)
    if not is_htmx(request):
        messages.success(request, text)
        return redirect(url)
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": text}})
    return response


def _back(request: HttpRequest, url: str) -> str:
    back = request.POST.get("back", "")
    return back if back.startswith("/w/") else url


def came_back(request: HttpRequest, actor: Actor, url: str) -> str:
    """The page of the workspace that a form says it stands on, else `url`."""
    back = request.POST.get("back", "")
    return back if back.startswith(f"/w/{actor.workspace_slug}/") else url
