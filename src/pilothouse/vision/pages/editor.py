"""The editor of a blueprint: its text with what the review finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import for_script, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, PilothouseError, Stale, outcome
from pilothouse.kit.forms import posted_version
from pilothouse.vision import papers, queries, services
from pilothouse.vision.contracts import Blueprint, Product, Reviewed
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
        "config": for_script(_given(actor, product, about, told)),
        "suspects": sum(row.suspect for row in told.statements),
        "error": error,
        "conflict": differing(about.text, text or "") if isinstance(error, Stale) else (),
        "formats": papers.FORMATS,
        "may_edit": may_edit,
        "writable": may_edit and not about.finalised,
    }
    context |= _questions(actor, product, about, told, facts)
    return render(request, "vision/blueprint.html", context, status=outcome(error).status if error else 200)


@dataclass(frozen=True, slots=True)
class Editor:
    """What the island is given: the review of the text in the field, and the addresses that it asks for."""

    review: Reviewed
    review_url: str
    ask_url: str
    rules_url: str
    read_only: bool


def _given(actor: Actor, product: Product, about: Blueprint, told: Reviewed) -> Editor:
    return Editor(
        review=told,
        review_url=f"/api/v1/blueprints/{about.id}/review",
        ask_url=f"{wurl(actor, 'risk:new-uncertainty', product.ref)}?about={about.ref}",
        rules_url=wurl(actor, "vision:rules"),
        read_only=about.finalised or not actor.may(Role.EDITOR),
    )


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
