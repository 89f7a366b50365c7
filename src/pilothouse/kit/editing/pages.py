"""One address for every field that is changed where it is shown: the little form, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, page, request_actor, wurl
from pilothouse.kit.editing.declared import Act, Editable, Many
from pilothouse.kit.editing.finding import act, editable
from pilothouse.kit.editing.forms import LittleForm, was_text
from pilothouse.kit.editing.showing import spans
from pilothouse.kit.editing.values import text_of, typed
from pilothouse.kit.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PilothouseError,
    Stale,
    Unauthenticated,
    outcome,
)
from pilothouse.kit.forms import based_on, posted_ids
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.products import PARAMETER, product_choice


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit(request: HttpRequest, noun: str, id: int, field: str) -> HttpResponse:
    """The little form of one field of one row, and what comes of sending it."""
    actor = request_actor(request)
    found = editable(noun, field, actor)
    actor.require(found.role)
    row = found.read(actor=actor, id=id)
    if request.method != "POST":
        form = LittleForm(found, actor, row, back=_back(request, actor, noun, id))
        return _asked(request, found, form, row)
    return _sent(request, actor, found, row)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_many(request: HttpRequest, noun: str, field: str) -> HttpResponse:
    """The little form of one field for several rows, whose numbers are posted as `ids`."""
    actor = request_actor(request)
    found = editable(noun, field, actor)
    actor.require(found.role)
    if found.change_many is None:
        raise NotFound(f"{found.label} is changed one at a time.", cure="Open the rows one by one.")
    form = LittleForm(found, actor, None, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _asked(request, found, form, None)
    if not form.is_valid():
        return _asked(request, found, form, None, status=422)
    given: dict[str, Any] = {"ids": posted_ids(request), "value": form.cleaned_data["value"]}
    if found.asks_why:
        given["why"] = form.cleaned_data["why"]
    try:
        told = cast(Callable[..., Many], found.change_many)(actor=actor, now=clock.now(), **given)
    except (Forbidden, Unauthenticated):
        raise
    except PilothouseError as error:
        form.add_error("value", f"{error.message} {error.cure}".strip())
        return _asked(request, found, form, None, status=outcome(error).status)
    return _told(request, told)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def act_on_many(request: HttpRequest, noun: str, name: str) -> HttpResponse:
    """Ask whether to do it to the rows whose numbers are posted as `ids`, and do it."""
    actor, found = request_actor(request), act(noun, name)
    actor.require(found.role)
    if request.method != "POST":
        return _asked_of_act(request, found)
    try:
        return _told(request, found.run(actor=actor, now=clock.now(), ids=posted_ids(request)))
    except (Forbidden, Unauthenticated):
        raise
    except PilothouseError as error:
        refused = f"{error.message} {error.cure}".strip()
        return _asked_of_act(request, found, refused=refused, status=outcome(error).status)


def _asked_of_act(request: HttpRequest, found: Act, *, refused: str = "", status: int = 200) -> HttpResponse:
    actor = request_actor(request)
    back = _safe(request.POST.get("back", "")) or _referer(request) or wurl(actor, "today")
    context = {
        "form_template": "kit/_act.html",
        "found": found,
        "heading": found.label,
        "refused": refused,
        "back": "Back",
        "back_url": back,
        "ids": (request.POST or request.GET).getlist("ids"),
    }
    return render(request, "kit/_act.html" if is_htmx(request) else "kit/edit.html", context, status=status)


def _sent(request: HttpRequest, actor: Actor, found: Editable, row: Any) -> HttpResponse:
    form = LittleForm(found, actor, row, request.POST)
    if not form.is_valid():
        return _asked(request, found, form, row, status=422)
    batch = sortable_id(clock.now())
    try:
        row, after = _stored(actor, found, row, form, batch)
    except (Forbidden, Unauthenticated):
        raise
    except Stale as error:
        return _both(request, actor, found, form, error)
    except PilothouseError as error:
        form.add_error("value", f"{error.message} {error.cure}".strip())
        return _asked(request, found, form, row, status=outcome(error).status)
    undo = wurl(actor, found.undo, batch) if found.undo and after.version != row.version else ""
    return _done(request, actor, found, after, form, undo)


def _stored(actor: Actor, found: Editable, row: Any, form: LittleForm, batch: str) -> tuple[Any, Any]:
    """The row that it was based on, and as it is then; another field changed meanwhile is no conflict."""
    try:
        return row, _store(actor, found, row, form, batch)
    except Stale:
        now = found.read(actor=actor, id=row.id)
        if now.version == row.version or not _untouched(actor, found, now, form):
            raise
        return now, _store(actor, found, now, form, batch)


def _untouched(actor: Actor, found: Editable, row: Any, form: LittleForm) -> bool:
    """Whether the field is in `row` as it was seen when the form was opened."""
    return bool(was_text(typed(found, actor, row)) == form.cleaned_data["was"].replace("\r\n", "\n"))


def _store(actor: Actor, found: Editable, row: Any, form: LittleForm, batch: str) -> Any:
    """Store it. A newer version in which this field is as it was seen is no conflict."""
    version, value = based_on(form), form.cleaned_data["value"]
    based = row.version if _untouched(actor, found, row, form) else version
    given: dict[str, Any] = {"actor": actor, "now": clock.now(), "id": row.id, "version": based}
    if found.asks_why:
        given["why"] = form.cleaned_data["why"]
    if found.undo:
        given["batch"] = batch
    return cast(Callable[..., Any], found.change)(**given, value=value)


def _both(
    request: HttpRequest, actor: Actor, found: Editable, form: LittleForm, error: Stale
) -> HttpResponse:
    """Theirs beside mine: keeping mine sends it again, based on theirs."""
    row = found.read(actor=actor, id=form_id(request))
    data = request.POST.copy()
    data["version"], data["was"] = str(row.version), was_text(typed(found, actor, row))
    again = LittleForm(found, actor, row, data)
    conflict = {"theirs": text_of(found, actor, row), "mine": mine(again), "sent": data.getlist("value")}
    return _asked(request, found, again, row, status=outcome(error).status, conflict=conflict)


def form_id(request: HttpRequest) -> int:
    """The number of the row that the address names."""
    match = request.resolver_match
    if match is None:
        raise Invalid("This address names no row.", cure="Reload the page.")
    return int(match.kwargs["id"])


def mine(form: LittleForm) -> str:
    """What was sent, in the words of the choices."""
    labels = dict(getattr(form.fields["value"], "choices", ()))
    parts = form.data.getlist("value") if hasattr(form.data, "getlist") else []
    return ", ".join(str(labels.get(part, part)) for part in parts) or "–"


def _asked(
    request: HttpRequest, found: Editable, form: LittleForm, row: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    actor = request_actor(request)
    name = found.called(row) if row is not None else "the selected"
    context = {
        "form": form,
        "found": found,
        "heading": f"{found.label} of {name}",
        "back": name,
        "back_url": form["back"].value() or wurl(actor, "today"),
        "now": form["value"].value(),
        "ids": (request.POST or request.GET).getlist("ids"),
        "edited": spans(actor, row, _chosen(request)) if row is not None and status != 200 else "",
        **more,
    }
    template = "kit/_edit.html" if is_htmx(request) else "kit/edit.html"
    return render(request, template, context, status=status)


def _done(
    request: HttpRequest, actor: Actor, found: Editable, row: Any, form: LittleForm, undo: str
) -> HttpResponse:
    told = f"{found.called(row)}: {found.label.lower()} is {_short(text_of(found, actor, row))}."
    if not is_htmx(request):
        messages.success(request, told, extra_tags=f"undo:{undo}" if undo else "")
        return redirect(_safe(form.cleaned_data["back"]) or wurl(actor, "today"))
    response = render(request, "kit/_edited.html", {"edited": spans(actor, row, _chosen(request))})
    response.headers["HX-Trigger"] = json.dumps(
        {"edited": {"text": told, "version": row.version, "undo": undo}}
    )
    return response


def _told(request: HttpRequest, done: Many) -> HttpResponse:
    if not is_htmx(request):
        messages.success(request, done.told, extra_tags=f"undo:{done.undo}" if done.undo else "")
        return redirect(_safe(request.POST.get("back", "")) or wurl(request_actor(request), "today"))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": done.told, "undo": done.undo}})
    return response


def _short(text: str) -> str:
    return "nothing" if text == "–" else f"{text[:60]}…" if len(text) > 60 else text


def _back(request: HttpRequest, actor: Actor, noun: str, id: int) -> str:
    """The page that the form was opened from."""
    return _referer(request) or wurl(actor, "ref", noun, id)


def _referer(request: HttpRequest) -> str:
    """The page of ours that a link was followed from; empty for none."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return _safe(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _chosen(request: HttpRequest) -> str:
    """The key of the product that the address chose."""
    return product_choice(request).key if request.GET.get(PARAMETER) else ""


def _safe(path: str) -> str:
    """`path` when it is one of our own pages, else empty."""
    return path if path.startswith("/w/") else ""
