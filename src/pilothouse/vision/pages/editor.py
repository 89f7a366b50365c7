"""The editor of a blueprint: its text with what the review finds in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, PilothouseError, Stale, outcome
from pilothouse.kit.forms import posted_version
from pilothouse.vision import papers, queries, services
from pilothouse.vision.contracts import PLAN, Blueprint, Finding, Product, Reviewed, Statement
from pilothouse.vision.lines import differing


@page(methods=("GET", "POST"))
def blueprint(request: HttpRequest, id: int) -> HttpResponse:
    """The editor: text with findings, uncertainties beside it, the gate on top. Saved by POST."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    if request.method != "POST":
        return _editor(request, actor, about)
    actor.require(Role.EDITOR)
    text = request.POST.get("text", "")
    try:
        services.change_blueprint(
            actor=actor,
            now=clock.now(),
            id=id,
            version=posted_version(request),
            title=request.POST.get("title", about.title),
            text=text,
            why=request.POST.get("why", "")[:1000],
        )
    except Forbidden:
        raise
    except PilothouseError as error:
        return _editor(request, actor, about, text=text, error=error)
    return redirect(wurl(actor, "vision:blueprint", id))


def _editor(
    request: HttpRequest,
    actor: Actor,
    about: Blueprint,
    *,
    text: str | None = None,
    error: PilothouseError | None = None,
) -> HttpResponse:
    product = queries.product(actor=actor, id=about.product_id)
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    told = services.review(actor=actor, id=about.id, text=text, facts=facts)
    may_edit = actor.may(Role.EDITOR)
    context = {
        "blueprint": about,
        "product": product,
        "text": about.text if text is None else text,
        "tab": "text",
        "told": told,
        "gate": told.gate,
        "config": _config(actor, product, about, told),
        "suspects": sum(row.suspect for row in told.statements),
        "error": error,
        "conflict": differing(about.text, text or "") if isinstance(error, Stale) else (),
        "formats": papers.FORMATS,
        "may_edit": may_edit,
        "writable": may_edit and not about.finalised,
    }
    context |= _questions(actor, product, about, told, facts)
    return render(request, "vision/blueprint.html", context, status=outcome(error).status if error else 200)


def _config(actor: Actor, product: Product, about: Blueprint, told: Reviewed) -> dict[str, Any]:
    """What the island is given."""
    return _review_rows(actor, told) | {
        "review_url": wurl(actor, "vision:review-text", about.id),
        "ask_url": f"{wurl(actor, 'risk:new-uncertainty', product.ref)}?about={about.ref}",
        "read_only": about.finalised or not actor.may(Role.EDITOR),
    }


def _questions(
    actor: Actor, product: Product, about: Blueprint, told: Reviewed, facts: queries.PlanFacts
) -> dict[str, Any]:
    """Uncertainties open and settled, and questions of the text that are none yet."""
    asked = queries.asked(actor=actor, product=product, about=about, facts=facts)
    tracked = {row.part_key for row in asked if row.about and row.about.ref == about.ref}
    return {
        "open": [row for row in asked if row.is_open],
        "settled": [row for row in asked if not row.is_open],
        "questions": [row for row in told.statements if row.kind == "question" and row.key not in tracked],
    }


@page(methods=("GET", "POST"))
def review_text(request: HttpRequest, id: int) -> HttpResponse:
    """Findings as JSON: of a text that is being typed, by POST, or of the stored one. Nothing is stored."""
    actor = request_actor(request)
    text = request.POST.get("text", "") if request.method == "POST" else None
    return JsonResponse(_review_rows(actor, services.review(actor=actor, id=id, text=text)))


def _review_rows(actor: Actor, told: Reviewed) -> dict[str, Any]:
    return {
        "findings": [_finding_row(actor, row) for row in told.findings],
        "statements": [_statement_row(row) for row in told.statements],
        "gate": {"may_finalise": told.gate.may_finalise, "summary": told.gate.summary},
    }


def _finding_row(actor: Actor, row: Finding) -> dict[str, Any]:
    fix = row.fix
    return {
        "code": row.code,
        "rule": row.rule,
        "severity": row.severity,
        "message": row.message,
        "start": row.start,
        "end": row.end,
        "line": row.line,
        "column": row.column,
        "excerpt": row.excerpt,
        "fix": None if fix is None else {"start": fix.start, "end": fix.end, "text": fix.text},
        "subject": row.subject or ("the plan" if row.path == PLAN else ""),
        "manual_url": wurl(actor, "vision:rule", row.code),
    }


def _statement_row(row: Statement) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "text": row.text[:300],
        "start": row.start,
        "end": row.end,
        "line": row.line,
        "items": [each.subject.key for each in row.traces],
        "suspect": row.suspect,
    }
