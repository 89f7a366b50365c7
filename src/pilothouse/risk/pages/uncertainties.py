"""Open questions: which to ask first, what is known, and how each was settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, based_on, form_acted, form_answer, posted_version
from pilothouse.kit.money import major
from pilothouse.kit.products import of_another, product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import choices, subject
from pilothouse.risk import forms, queries, services
from pilothouse.risk.contracts import STATES, Uncertainty
from pilothouse.team import queries as team

_COLUMNS = (
    "question", "state", "blocking", "owner", "due_on", "chance", "gain", "value", "items", "test",
    "resolution",
)  # fmt: skip
_FORMERLY = ("vision.uncertainty",)  # the kind that the record has them under from before this room


@page()
def open_questions(request: HttpRequest) -> HttpResponse:
    """Open questions of all products or of those chosen, the one to ask first at the top."""
    actor = request_actor(request)
    scopes = product_choice(request).refs
    context = {
        "rows": queries.uncertainties(actor=actor, state="open", scope=scopes),
        "currency": accounts.currency(actor=actor),
    }
    return render(request, "risk/questions.html", context)


@page()
def uncertainties(request: HttpRequest, scope: str) -> HttpResponseBase:
    """Uncertainties of a product, the one to ask first at the top."""
    actor, ref = request_actor(request), Ref.parse(scope)
    if elsewhere := of_another(request, ref):
        return redirect(elsewhere)
    whole = subject(actor=actor, ref=ref)
    state = request.GET.get("state", "")
    rows = queries.uncertainties(
        actor=actor, scope=ref, state=state if state in STATES else "", known={whole.ref: whole}
    )
    currency = accounts.currency(actor=actor)
    if wanted := request.GET.get("format"):
        return table_response(
            request,
            rows=_lines(rows, currency),
            columns=_COLUMNS,
            name=f"{whole.key}-uncertainties",
            format=wanted,
        )
    recent = jobs.recent(actor=actor, limit=5, subject=ref)
    context = {
        "scope": whole,
        "scope_id": ref.id,
        "rows": rows,
        "state": state,
        "states": STATES,
        "currency": currency,
        "told": next((row.worth for row in rows if row.worth), None),
        "job": next((row for row in recent if row.name == "roadmap.ask" and not row.is_over), None),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/uncertainties.html", context)


def _lines(rows: tuple[Uncertainty, ...], currency: str) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (
            row.question,
            row.state,
            row.blocking,
            row.owner_name,
            row.due_on,
            row.chance,
            _amount(row, "gain", currency),
            _amount(row, "value", currency),
            [each.key for each in row.subjects],
            row.test,
            row.resolution,
        )


def _amount(row: Uncertainty, field: str, currency: str) -> Any:
    """Whole units of the currency where the worth is priced, else working days."""
    if row.worth is None:
        return None
    amount = getattr(row.worth, field)
    return major(round(amount), currency) if row.worth.priced else amount


@page()
def uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    """One question: what is known, what its answer is worth, and how it was settled."""
    return _show(request, request_actor(request), id, forms.EvidenceForm())


def _show(
    request: HttpRequest, actor: Actor, id: int, form: forms.EvidenceForm, status: int = 200
) -> HttpResponse:
    told = journal.history(actor=actor, subject=Ref("risk.uncertainty", id), formerly=_FORMERLY, limit=20)
    context = {
        "row": queries.uncertainty(actor=actor, id=id),
        "registered": queries.risk_of_question(actor=actor, id=id),
        "form": form,
        "currency": accounts.currency(actor=actor),
        "entries": told,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/uncertainty.html", context, status=status)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_uncertainty(request: HttpRequest, scope: str) -> HttpResponse:
    """Ask something about a product; the address may carry question, excerpt, about and part."""
    actor, ref = request_actor(request), Ref.parse(scope)
    whole = subject(actor=actor, ref=ref)
    form = _form(request, actor, ref, _start(request))
    return form_answer(
        request,
        form,
        lambda: services.raise_uncertainty(actor=actor, now=clock.now(), scope=ref, values=form.values()),
        then=lambda row: wurl(actor, "risk:uncertainty", row.id),
        done=lambda row: "The question was raised.",
        back=(f"Questions about {whole.title}", wurl(actor, "risk:uncertainties", scope)),
        heading="New question",
        submit="Raise it",
    )


def _start(request: HttpRequest) -> dict[str, Any]:
    get = request.GET
    excerpt = get.get("excerpt", "")[:500]
    return {
        "question": get.get("question", "")[:500],
        "detail": f"> {excerpt}" if excerpt else "",
        "about": get.get("about", ""),
        "part": get.get("part", "")[:40],
        "blocking": True,
    }


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.uncertainty(actor=actor, id=id)
    start = forms.UncertaintyForm.filled(row, accounts.currency(actor=actor))
    form = _form(request, actor, Ref.parse(row.scope.ref), start)
    url = wurl(actor, "risk:uncertainty", id)
    return form_answer(
        request,
        form,
        lambda: _changed(actor, id, form),
        then=lambda changed: url,
        back=("Question", url),
        heading=f"Edit: {row.question}",
        submit="Save",
    )


def _changed(actor: Actor, id: int, form: forms.UncertaintyForm) -> Uncertainty:
    version = based_on(form)
    return services.change_uncertainty(
        actor=actor, now=clock.now(), id=id, version=version, values=form.values()
    )


def _form(request: HttpRequest, actor: Actor, scope: Ref, start: dict[str, Any]) -> forms.UncertaintyForm:
    return forms.UncertaintyForm(
        request.POST or None,
        initial=start,
        owners=team.owners(actor=actor),
        abouts=[(row.ref, row.title) for row in choices(actor=actor, whole=scope)],
        currency=accounts.currency(actor=actor),
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_evidence(request: HttpRequest, id: int) -> HttpResponse:
    """Write down what was found out."""
    actor = request_actor(request)
    form = forms.EvidenceForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_evidence(actor=actor, now=clock.now(), id=id, **form.cleaned_data),
        wurl(actor, "risk:uncertainty", id),
        "The evidence was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def settle(request: HttpRequest, id: int) -> HttpResponse:
    """Resolve, accept or reopen: the button says which, the field says what or why."""
    actor, words, how = request_actor(request), request.POST.get("words", ""), request.POST.get("how", "")
    common: dict[str, Any] = {"actor": actor, "now": clock.now(), "id": id}
    common["version"] = posted_version(request)

    def act() -> Uncertainty:
        if how == "resolve":
            return services.resolve_uncertainty(**common, resolution=words)
        if how == "accept":
            return services.accept_uncertainty(**common, why=words)
        return services.reopen_uncertainty(**common, why=words)

    done = {"resolve": "Resolved.", "accept": "Accepted."}.get(how, "Open again.")
    return acted(request, act, wurl(actor, "risk:uncertainty", id), done)


@page(role=Role.EDITOR, methods=("POST",))
def remove_uncertainty(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.uncertainty(actor=actor, id=id)
    version = posted_version(request)
    return acted(
        request,
        lambda: services.remove_uncertainty(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "risk:uncertainties", row.scope.ref),
        "The question was removed.",
        restorable=True,
    )
