"""Relayed findings: the list, one of them, sending, answering."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import acted, form_acted, posted_version
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import RELAY_STATES
from pilothouse.market.pages.shared import came_back
from pilothouse.market.relay_forms import AnswerForm, RelayForm

_WORDS = {"open": "No answer yet", "mine": "Sent to me", "sent": "Sent by me", "answered": "Answered"}


@page()
def relays(request: HttpRequest) -> HttpResponse:
    """Findings that were relayed, those without an answer first."""
    actor, today = request_actor(request), clock.today()
    state = request.GET.get("state", "")
    context = {
        "page": queries.relays(actor=actor, today=today, state=state, page=number(request, "page", 1)),
        "state": state,
        "states": [("", "All"), *((word, _WORDS[word]) for word in RELAY_STATES)],
    }
    return render(request, "market/relays.html", context)


@page()
def relay(request: HttpRequest, id: int) -> HttpResponse:
    """One relayed finding: why, who has seen it, what they answered. Opened by a reader, it is seen."""
    actor, today = request_actor(request), clock.today()
    found = queries.relay(actor=actor, id=id, today=today)
    mine = next((row for row in found.readers if row.user_id == actor.user_id), None)
    if mine is not None and mine.seen_at is None and services.see_relay(actor=actor, now=clock.now(), id=id):
        found = queries.relay(actor=actor, id=id, today=today)
    context = {
        "relay": found,
        "mine": mine,
        "form": AnswerForm(initial={"answer": mine.answer} if mine else None, auto_id="answer_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.relay", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/relay.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def relay_finding(request: HttpRequest) -> HttpResponse:
    """Send the finding of a page to a team or a person."""
    actor, form = request_actor(request), RelayForm(request.POST, auto_id="relay_%s")
    return form_acted(
        request,
        form,
        lambda: services.relay_finding(actor=actor, now=clock.now(), **form.cleaned_data),
        came_back(request, actor, wurl(actor, "market:relays")),
        lambda row: f"Relayed to {row.to}.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def answer_relay(request: HttpRequest, id: int) -> HttpResponse:
    """Say what came of it."""
    actor, form = request_actor(request), AnswerForm(request.POST, auto_id="answer_%s")
    return form_acted(
        request,
        form,
        lambda: services.answer_relay(actor=actor, now=clock.now(), id=id, **form.cleaned_data),
        wurl(actor, "market:relay", id),
        "Answered.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_relay(request: HttpRequest, id: int) -> HttpResponse:
    """Take a relayed finding back; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_relay(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:relays"),
        "Taken back.",
        refused=wurl(actor, "market:relay", id),
        restorable=True,
    )
