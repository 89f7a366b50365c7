"""How risks stood: the newest assessment or an earlier one, what changed, and the history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_answer
from pilothouse.kit.products import product_choice
from pilothouse.risk import history_charts, queries, services
from pilothouse.risk.assessment_forms import AssessmentRuleForm
from pilothouse.risk.contracts import Assessment


@page()
def assessments(request: HttpRequest) -> HttpResponse:
    """The newest assessment of the product chosen, else of all products together, and those before."""
    actor = request_actor(request)
    ref = _ref(request)
    return _shown(request, actor, ref, queries.newest_assessment(actor=actor, ref=ref))


@page()
def assessment(request: HttpRequest, id: int) -> HttpResponse:
    """One assessment, with the history of its product."""
    actor = request_actor(request)
    found = queries.assessment(actor=actor, id=id)
    return _shown(request, actor, found.brief.ref, found, earlier=True)


def _ref(request: HttpRequest) -> str:
    chosen = product_choice(request).chosen
    return str(chosen.ref) if chosen else ""


def _shown(
    request: HttpRequest, actor: Actor, ref: str, found: Assessment | None, *, earlier: bool = False
) -> HttpResponse:
    history = queries.assessments(actor=actor, ref=ref, page=number(request, "page", 1))
    context: dict[str, Any] = {
        "found": found,
        "ref": ref,
        "earlier": earlier,
        "history": history,
        "days_plot": history_charts.days_plot(history.rows),
        "chance_plot": history_charts.chance_plot(history.rows),
        "rule": queries.assessment_rule(actor=actor, ref=ref),
        "currency": accounts.currency(actor=actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/assessments.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def assess(request: HttpRequest) -> HttpResponse:
    """Assess now; what the form names is the product."""
    actor = request_actor(request)
    ref = request.POST.get("ref", "")
    return acted(
        request,
        lambda: services.assess(actor=actor, now=clock.now(), ref=ref),
        _list(actor),
        lambda made: f"{made.brief.name}: assessed.",
    )


def _list(actor: Actor) -> str:
    return wurl(actor, "risk:assessments")


@page(role=Role.EDITOR, methods=("GET", "POST"))
def assessment_rule(request: HttpRequest) -> HttpResponse:
    """How often the product chosen is assessed, and what alerts; else all products together."""
    actor, ref = request_actor(request), _ref(request)
    rule, currency = queries.assessment_rule(actor=actor, ref=ref), accounts.currency(actor=actor)
    form = AssessmentRuleForm(
        request.POST or None,
        initial=AssessmentRuleForm.filled(rule, currency),
        currency=currency,
        whole=not ref,
    )
    return form_answer(
        request,
        form,
        lambda: services.change_assessment_rule(
            actor=actor, now=clock.now(), ref=ref, version=based_on(form), values=form.values()
        ),
        then=lambda row: _list(actor),
        done=lambda row: f"Assessments of {row.name} were changed.",
        back=("Assessments", _list(actor)),
        heading=f"Assessments of {rule.name}",
        submit="Save",
    )
