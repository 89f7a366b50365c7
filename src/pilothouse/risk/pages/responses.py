"""What can be done about a risk: entered, changed and removed from the page of the risk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_answer, posted_version
from pilothouse.risk import queries, services
from pilothouse.risk.response_forms import ResponseForm
from pilothouse.team import queries as team


@page()
def response(request: HttpRequest, id: int) -> HttpResponse:
    """A response stands on the page of its risk."""
    actor = request_actor(request)
    return redirect(_place(actor, queries.response(actor=actor, id=id).risk_id))


def _place(actor: Actor, risk_id: int) -> str:
    return f"{wurl(actor, 'risk:risk', risk_id)}#responses"


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_response(request: HttpRequest, id: int) -> HttpResponse:
    """Enter a response to a risk."""
    actor = request_actor(request)
    risk = queries.risk(actor=actor, id=id)
    usual = "accept" if risk.is_opportunity else "reduce"
    return form_answer(
        request,
        form := _form(request, actor, {"kind": usual, "state": "proposed"}),
        lambda: services.add_response(actor=actor, now=clock.now(), risk_id=id, values=form.values()),
        then=lambda row: _place(actor, id),
        back=(risk.key, wurl(actor, "risk:risk", id)),
        heading=f"What can be done: {risk.event}",
        submit="Enter it",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_response(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.response(actor=actor, id=id)
    form = _form(request, actor, ResponseForm.filled(row, accounts.currency(actor=actor)))
    return form_answer(
        request,
        form,
        lambda: services.change_response(
            actor=actor, now=clock.now(), id=id, version=based_on(form), values=form.values()
        ),
        then=lambda changed: _place(actor, row.risk_id),
        back=(row.risk_key, wurl(actor, "risk:risk", row.risk_id)),
        heading=f"Edit: {row.title}",
        submit="Save",
    )


def _form(request: HttpRequest, actor: Actor, start: dict[str, Any]) -> ResponseForm:
    return ResponseForm(
        request.POST or None,
        initial=start,
        skills=[(skill.id, skill.name) for skill in team.skills(actor=actor)],
        currency=accounts.currency(actor=actor),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_response(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    version, row = posted_version(request), queries.response(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_response(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "risk:risk", row.risk_id),
        "The response was removed.",
        restorable=True,
    )
