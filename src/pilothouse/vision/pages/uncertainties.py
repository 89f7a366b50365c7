"""Open questions: which to ask first, what is known, and how each was settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.refs import Ref
from pilothouse.vision import forms, queries, services
from pilothouse.vision.contracts import UNCERTAINTY_STATES, Uncertainty
from pilothouse.vision.pages.sent import acted, currency, form_page, owners, posted_version, sent

_COLUMNS = (
    "question", "state", "blocking", "owner", "due_on", "chance", "gain", "value", "items", "test",
    "resolution",
)  # fmt: skip


@page()
def uncertainties(request: HttpRequest, id: int) -> HttpResponseBase:
    """Uncertainties of product `id`, the one to ask first at the top."""
    actor = request_actor(request)
    product = queries.product(actor=actor, id=id)
    state = request.GET.get("state", "")
    facts = queries.plan_facts(actor=actor, product_id=id)
    rows = queries.uncertainties(
        actor=actor, product_id=id, state=state if state in UNCERTAINTY_STATES else "", facts=facts
    )
    if request.GET.get("format"):
        return table_response(
            request,
            rows=_lines(rows),
            columns=_COLUMNS,
            name=f"{product.key}-uncertainties",
            format=request.GET["format"],
        )
    recent = jobs.recent(actor=actor, limit=5, subject=Ref("vision.product", id))
    told = next((row.worth for row in rows if row.worth), {})
    context = {
        "product": product,
        "rows": rows,
        "state": state,
        "states": UNCERTAINTY_STATES,
        "tab": "uncertainties",
        "currency": currency(actor),
        "told": told,
        "stale": bool(told) and told["run"] != (facts.plan.run or 0),
        "job": next((row for row in recent if row.name == "roadmap.ask" and not row.is_over), None),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/uncertainties.html", context)


def _lines(rows: tuple[Uncertainty, ...]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (
            row.question,
            row.state,
            row.blocking,
            row.owner_name,
            row.due_on,
            row.chance,
            row.worth.get("gain"),
            row.worth.get("value"),
            [each.key for each in row.subjects],
            row.test,
            row.resolution,
        )


@page()
def uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    """One question: what is known, what its answer is worth, and how it was settled."""
    return _show(request, request_actor(request), id, forms.EvidenceForm())


def _show(
    request: HttpRequest, actor: Actor, id: int, form: forms.EvidenceForm, status: int = 200
) -> HttpResponse:
    row = queries.uncertainty(actor=actor, id=id)
    context = {
        "row": row,
        "product": queries.product(actor=actor, id=row.product_id),
        "blueprint": queries.blueprint(actor=actor, id=row.blueprint_id) if row.blueprint_id else None,
        "form": form,
        "currency": currency(actor),
        "entries": journal.history(actor=actor, subject=Ref("vision.uncertainty", id), limit=20),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/uncertainty.html", context, status=status)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    """Ask something about product `id`; the address may carry question, excerpt, blueprint and statement."""
    actor = request_actor(request)
    queries.product(actor=actor, id=id)
    get = request.GET
    excerpt = get.get("excerpt", "")[:500]
    start = {
        "question": get.get("question", "")[:500],
        "detail": f"> {excerpt}" if excerpt else "",
        "blueprint_id": number(request, "blueprint", 0) or None,
        "statement_key": get.get("statement", "")[:40],
        "blocking": True,
    }
    form = _form(request, actor, id, start)
    url = wurl(actor, "vision:uncertainties", id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.raise_uncertainty(
                actor=actor, now=clock.now(), product_id=id, values=form.values()
            ),
        )
        if made is not None:
            messages.success(request, "The question was raised.")
            return redirect(wurl(actor, "vision:uncertainty", made.id))
    return form_page(
        request, form, back=("Uncertainties", url), heading="New uncertainty", submit="Raise it", error=error
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.uncertainty(actor=actor, id=id)
    form = _form(request, actor, row.product_id, forms.UncertaintyForm.filled(row, currency(actor)))
    url = wurl(actor, "vision:uncertainty", id)
    error = None
    if request.method == "POST":
        made, error = sent(
            form,
            lambda: services.change_uncertainty(
                actor=actor,
                now=clock.now(),
                id=id,
                version=form.cleaned_data["version"],
                values=form.values(),
            ),
        )
        if made is not None:
            return redirect(url)
    return form_page(
        request, form, back=("Uncertainty", url), heading=f"Edit: {row.question}", submit="Save", error=error
    )


def _form(
    request: HttpRequest, actor: Actor, product_id: int, start: dict[str, Any]
) -> forms.UncertaintyForm:
    known = [(row.id, row.title) for row in queries.blueprints(actor=actor, product_id=product_id)]
    return forms.UncertaintyForm(
        request.POST or None,
        initial=start,
        owners=owners(actor),
        blueprints=known,
        currency=currency(actor),
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_evidence(request: HttpRequest, id: int) -> HttpResponse:
    """Write down what was found out."""
    actor = request_actor(request)
    form = forms.EvidenceForm(request.POST)
    made, error = sent(
        form, lambda: services.add_evidence(actor=actor, now=clock.now(), id=id, **form.cleaned_data)
    )
    if error is not None:
        raise error
    if made is None:
        return _show(request, actor, id, form, 422)
    messages.success(request, "The evidence was added.")
    return redirect(wurl(actor, "vision:uncertainty", id))


@page(role=Role.EDITOR, methods=("POST",))
def settle(request: HttpRequest, id: int) -> HttpResponse:
    """Resolve, accept or reopen: the button says which, the field says what or why."""
    actor, now = request_actor(request), clock.now()
    words, version = request.POST.get("words", ""), posted_version(request)
    common: dict[str, Any] = {"actor": actor, "now": now, "id": id, "version": version}
    how = request.POST.get("how", "")

    def act() -> Any:
        if how == "resolve":
            return services.resolve_uncertainty(**common, resolution=words)
        if how == "accept":
            return services.accept_uncertainty(**common, why=words)
        return services.reopen_uncertainty(**common, why=words)

    done = {"resolve": "Resolved.", "accept": "Accepted."}.get(how, "Open again.")
    return acted(request, act, wurl(actor, "vision:uncertainty", id), done)


@page(role=Role.EDITOR, methods=("POST",))
def remove_uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.uncertainty(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_uncertainty(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "vision:uncertainties", row.product_id),
        "The uncertainty was removed.",
    )
