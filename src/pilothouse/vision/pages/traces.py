"""What delivers each statement of a blueprint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import about, acted, posted_version
from pilothouse.vision import queries, services

_DELIVERED = ("requirement", "story", "feature")


@page()
def trace(request: HttpRequest, id: int) -> HttpResponse:
    """Statements and what delivers them; suspect ones first to be looked at."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    facts = queries.plan_facts(actor=actor, product_id=about.product_id)
    rows = queries.statements(actor=actor, id=id, facts=facts, removed=True)
    kind = request.GET.get("kind", "")
    suspect = bool(request.GET.get("suspect"))
    shown = [row for row in rows if (not kind or row.kind == kind) and (not suspect or row.suspect)]
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "rows": shown,
        "kinds": list(dict.fromkeys(row.kind for row in rows)),
        "kind": kind,
        "suspect": suspect,
        "suspects": sum(row.suspect for row in rows),
        "untraced": sum(not row.traces and row.kind in _DELIVERED for row in rows),
        "subjects": [row for row in facts.subjects.values() if row.open],
        "tab": "trace",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/trace.html", context)


@page()
def statement(request: HttpRequest, id: int) -> HttpResponse:
    """To where a statement stands, for links that only know its number."""
    actor = request_actor(request)
    blueprint_id, key = queries.statement_place(actor=actor, id=id)
    return redirect(f"{wurl(actor, 'vision:trace', blueprint_id)}#{key}")


@page(role=Role.EDITOR, methods=("POST",))
def add_trace(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    key, to = request.POST.get("key", ""), request.POST.get("to", "").strip()

    def act() -> object:
        with about("to"):
            return services.trace_statement(actor=actor, now=clock.now(), id=id, key=key, to=to)

    return acted(request, act, f"{wurl(actor, 'vision:trace', id)}#{key}")


@page(role=Role.EDITOR, methods=("POST",))
def remove_trace(request: HttpRequest, id: int, trace_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.untrace_statement(actor=actor, now=clock.now(), id=id, trace_id=trace_id),
        wurl(actor, "vision:trace", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def confirm_trace(request: HttpRequest, id: int, trace_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.confirm_trace(
            actor=actor, now=clock.now(), id=id, version=posted_version(request), trace_id=trace_id
        ),
        wurl(actor, "vision:trace", id),
    )
