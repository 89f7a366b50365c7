"""The register: the list of risks, one of them, its forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, PilothouseError, outcome
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, based_on, form_answer, posted_number, posted_version
from pilothouse.kit.money import major
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries, services
from pilothouse.risk.columns import COLUMNS, exported
from pilothouse.risk.contracts import CATEGORIES, KINDS, STATUSES, Risk
from pilothouse.risk.editables import touchable
from pilothouse.risk.matrix import matrix
from pilothouse.risk.queries import RiskFilter
from pilothouse.risk.register_forms import RiskForm
from pilothouse.risk.starters import STARTERS, starter
from pilothouse.team import queries as team

_HEADS = (
    ("Key", "number"),
    ("Event", "event"),
    ("Category", "category"),
    ("Status", "status"),
    ("Probability", "probability"),
    ("Delay", "delay"),
    ("Cost", "cost"),
    ("Touches", ""),
    ("Owner", "owner"),
    ("Review", "review"),
)
_PROSE = (
    ("cause", "Cause"),
    ("effect", "Effect"),
    ("triggers", "Triggers"),
    ("controls", "Current controls"),
)
_NUMBERS = ("probability", "delay", "cost")


@page()
def register(request: HttpRequest) -> HttpResponseBase:
    """All risks of the products chosen, filtered by what the address says."""
    actor = request_actor(request)
    narrow, sort = _narrow(request), request.GET.get("sort", "")
    rows = queries.risks(actor=actor, narrow=narrow, sort=sort)
    wanted = request.GET.get("format", "")
    if wanted == "ids":
        return JsonResponse([row.id for row in rows], safe=False)
    currency = accounts.currency(actor=actor)
    if wanted:
        return _exported(request, rows, currency, wanted)
    me = team.my_person(actor=actor)
    context = {
        "rows": rows,
        "matrix": matrix(rows),
        "narrow": narrow,
        "filtered": narrow != RiskFilter(scopes=narrow.scopes, status="open"),
        "statuses": STATUSES,
        "categories": CATEGORIES,
        "kinds": KINDS,
        "owners": team.owners(actor=actor),
        "me": me.id if me else None,
        "heads": [_head(label, by, sort) for label, by in _HEADS],
        "currency": currency,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/register.html", context)


def _narrow(request: HttpRequest) -> RiskFilter:
    get = request.GET
    status = get.get("status", "open")
    return RiskFilter(
        scopes=product_choice(request).refs,
        text=get.get("q", "").replace("\0", "").strip()[:200],
        status=status if status in STATUSES else "",
        category=get.get("category", "") if get.get("category") in CATEGORIES else "",
        kind=get.get("kind", "") if get.get("kind") in KINDS else "",
        owner=number(request, "owner", 0) or None,
    )


def _head(label: str, by: str, sort: str) -> dict[str, str]:
    """A head of the table: what a click on it sorts by, and how it is sorted now."""
    at, down = bool(by) and sort.removeprefix("-") == by, sort.startswith("-")
    first = f"-{by}" if by in _NUMBERS else by
    turned = by if down else f"-{by}"
    return {
        "label": label,
        "sort": turned if at else first,
        "sorted": ("descending" if down else "ascending") if at else "",
        "num": "num" if by in _NUMBERS else "",
    }


def _exported(request: HttpRequest, rows: tuple[Risk, ...], currency: str, wanted: str) -> HttpResponseBase:
    def amount(minor: int | None) -> Any:
        return None if minor is None else major(minor, currency)

    return table_response(
        request,
        rows=([*exported(row, amount), row.expected_days] for row in rows),
        columns=(*COLUMNS, "expected_days"),
        name="risks",
        format=wanted,
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_add(request: HttpRequest) -> HttpResponse:
    """Enter a risk by its event; it touches the product that is chosen."""
    actor, choice = request_actor(request), product_choice(request)
    only = choice.only if choice.key else None
    values = {
        "event": request.POST.get("title", ""),
        "owner_id": posted_number(request, "owner_id"),
        "touches": [str(only.ref)] if only else [],
    }
    try:
        found = services.add_risk(actor=actor, now=clock.now(), values=values)
    except Forbidden:
        raise
    except PilothouseError as error:
        return _refused(request, actor, error)
    undo = wurl(actor, "risk:undo-add", found.id)
    told = f"{found.key} added."
    if not is_htmx(request):
        messages.success(request, told, extra_tags=f"undo:{undo}")
        return redirect(wurl(actor, "risk:register"))
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"added": {"key": found.key, "text": told, "undo": undo}})
    return response


def _refused(request: HttpRequest, actor: Actor, error: PilothouseError) -> HttpResponse:
    told = f"{error.message} {error.cure}".strip()
    if is_htmx(request):
        return render(request, "risk/_quick_read.html", {"error": told}, status=outcome(error).status)
    messages.error(request, told)
    return redirect(wurl(actor, "risk:register"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_add(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)

    def undo() -> str:
        key = queries.risk(actor=actor, id=id).key
        services.remove_risk(actor=actor, now=clock.now(), id=id, version=1)
        return f"{key} is removed again."

    return _undone(request, actor, undo)


@page(role=Role.EDITOR, methods=("POST",))
def undo_act(request: HttpRequest, batch: str) -> HttpResponse:
    """Take back a change of several risks: what was changed again since stays, and is told."""
    actor = request_actor(request)

    def undo() -> str:
        done = services.undo_risks(actor=actor, now=clock.now(), batch=batch)
        kept = f" Kept as they are: {' '.join(done.kept[:5])}" if done.kept else ""
        return f"{done.restored} {'risk is' if done.restored == 1 else 'risks are'} as before.{kept}"

    return _undone(request, actor, undo)


def _undone(request: HttpRequest, actor: Actor, undo: Callable[[], str]) -> HttpResponse:
    if not is_htmx(request):
        return acted(request, undo, wurl(actor, "risk:register"), str)
    response = HttpResponse("")
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": undo()}})
    return response


@page()
def risk(request: HttpRequest, id: int) -> HttpResponse:
    """One risk: what may happen, what it would do, who watches it."""
    actor = request_actor(request)
    row = queries.risk(actor=actor, id=id)
    context = {
        "row": row,
        "prose": _PROSE if row.is_open else (*_PROSE, ("outcome", "Outcome")),
        "responses": queries.responses(actor=actor, risk_id=id),
        "question": queries.uncertainty(actor=actor, id=row.question_id) if row.question_id else None,
        "currency": accounts.currency(actor=actor),
        "entries": journal.history(actor=actor, subject=Ref("risk.risk", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/risk.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_risk(request: HttpRequest) -> HttpResponse:
    """Enter a risk; the address may carry `touches` and the name of a `starter`."""
    actor = request_actor(request)
    form = _form(request, actor, _start(request, actor))
    return form_answer(
        request,
        form,
        lambda: services.add_risk(actor=actor, now=clock.now(), values=form.values()),
        then=lambda row: wurl(actor, "risk:risk", row.id),
        done=lambda row: f"{row.key} was entered.",
        back=("Risk register", wurl(actor, "risk:register")),
        heading="New risk",
        submit="Enter it",
        template="risk/risk_form.html",
        starters=STARTERS,
    )


def _start(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    me, choice = team.my_person(actor=actor), product_choice(request)
    only = choice.only if choice.key else None
    found: dict[str, Any] = {
        "kind": "threat",
        "status": "open",
        "category": "other",
        "owner_id": me.id if me else None,
        "touches": request.GET.get("touches", only.key if only else "").replace("\0", "")[:200],
    }
    if (chosen := starter(request.GET.get("starter", ""))) is not None:
        for name in ("event", "cause", "effect", "triggers", "category", "kind"):
            found[name] = getattr(chosen, name)
    return found


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_risk(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.risk(actor=actor, id=id)
    form = _form(request, actor, RiskForm.filled(row, accounts.currency(actor=actor)))
    url = wurl(actor, "risk:risk", id)
    return form_answer(
        request,
        form,
        lambda: services.change_risk(
            actor=actor, now=clock.now(), id=id, version=based_on(form), values=form.values()
        ),
        then=lambda changed: url,
        back=(row.key, url),
        heading=f"Edit: {row.event}",
        submit="Save",
    )


def _form(request: HttpRequest, actor: Actor, start: dict[str, Any]) -> RiskForm:
    return RiskForm(
        request.POST or None,
        initial=start,
        owners=team.owners(actor=actor),
        known=touchable(actor=actor, row=None),
        currency=accounts.currency(actor=actor),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_risk(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    version = posted_version(request)
    return acted(
        request,
        lambda: services.remove_risk(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "risk:register"),
        "The risk was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def from_question(request: HttpRequest, id: int) -> HttpResponse:
    """Enter an open question as a risk."""
    actor = request_actor(request)
    me = team.my_person(actor=actor)
    owner = queries.uncertainty(actor=actor, id=id).owner_id or (me.id if me else None)
    return acted(
        request,
        lambda: services.add_from_question(actor=actor, now=clock.now(), id=id, owner_id=owner),
        wurl(actor, "risk:uncertainty", id),
        lambda row: f"It is in the register as {row.key}.",
    )
