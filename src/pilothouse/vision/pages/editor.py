"""The editor of a blueprint: its text with what the review finds in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.conflicts import RESOLVE, Parting, Side
from pilothouse.kit.doors import for_script, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, PilothouseError, Stale, outcome
from pilothouse.kit.forms import posted_version
from pilothouse.kit.lines import differing
from pilothouse.kit.products import kept
from pilothouse.vision import papers, queries, services
from pilothouse.vision.contracts import Blueprint, Product, Reviewed


@page(methods=("GET", "POST"))
def blueprint(request: HttpRequest, id: int) -> HttpResponse:
    """The editor: text with findings, uncertainties beside it, the gate on top. Saved by POST."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    if request.method != "POST":
        return _editor(request, actor, about)
    actor.require(Role.EDITOR)
    text, title = _sent(request, "text", about.text), _sent(request, "title", about.title)
    why = request.POST.get("why", "")[:1000]
    try:
        services.change_blueprint(
            actor=actor,
            now=clock.now(),
            id=id,
            version=posted_version(request),
            title=title,
            text=text,
            why=why,
        )
    except Forbidden:
        raise
    except PilothouseError as error:
        return _editor(request, actor, about, text=text, error=error, title=title, why=why)
    return redirect(wurl(actor, "vision:blueprint", id))


def _sent(request: HttpRequest, name: str, stored: str) -> str:
    """What was sent for a field; what is stored where that was chosen, or nothing was sent."""
    if request.POST.get(RESOLVE + name) == "theirs":
        return stored
    return _plain(request.POST.get(name, stored))


def _partings(request: HttpRequest, about: Blueprint, title: str, text: str) -> list[Parting]:
    """Where what was sent and what is stored part. What I left as it was filled is theirs."""
    fields = (
        ("title", "Title", title, about.title, title, about.title),
        ("text", "Text", text, about.text, "as it stands in the editor", "as it is stored"),
    )
    found = []
    for name, label, mine, theirs, my_words, their_words in fields:
        if mine != theirs:
            both = request.POST.get(f"base_{name}") != base_of(mine)
            side: Side = "mine" if both else "theirs"
            sent = _as_sent(mine), _as_sent(theirs)
            found.append(Parting(name, label, my_words, their_words, sent[0], sent[1], both, side))
    return found


def _as_sent(text: str) -> str:
    """A value for the script that puts the chosen side into the form."""
    return json.dumps([text], ensure_ascii=False)


def base_of(text: str) -> str:
    """What the form carries of a text that it was filled with, to know whether somebody changed it."""
    return sha256(_plain(text).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _editor(
    request: HttpRequest,
    actor: Actor,
    about: Blueprint,
    *,
    text: str | None = None,
    error: PilothouseError | None = None,
    title: str | None = None,
    why: str = "",
) -> HttpResponse:
    product = queries.product(actor=actor, id=about.product_id)
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    told = services.review(actor=actor, id=about.id, text=text, facts=facts)
    may_edit = actor.may(Role.EDITOR)
    stale = isinstance(error, Stale)
    context = {
        "blueprint": about,
        "product": product,
        "text": about.text if text is None else text,
        "title": about.title if title is None else title,
        "why": why,
        "tab": "text",
        "told": told,
        "gate": told.gate,
        "config": for_script(_given(request, product, about, told)),
        "suspects": sum(row.suspect for row in told.statements),
        "error": error,
        "conflict": differing(about.text, text or "") if stale else (),
        "partings": _partings(request, about, title or "", text or "") if stale else (),
        "base": {"title": base_of(about.title), "text": base_of(about.text)},
        "formats": papers.FORMATS,
        "may_edit": may_edit,
        "writable": may_edit and not about.finalised,
    }
    context |= _questions(actor, product, about, told, facts)
    return render(request, "vision/blueprint.html", context, status=outcome(error).status if error else 200)


@dataclass(frozen=True, slots=True)
class Editor:
    """What the island is given: the review of the text in the field, and the addresses that it asks for. A
    text of more than `most` characters is reviewed once it is saved."""

    review: Reviewed
    most: int
    review_url: str
    ask_url: str
    rules_url: str
    read_only: bool


def _given(request: HttpRequest, product: Product, about: Blueprint, told: Reviewed) -> Editor:
    actor = request_actor(request)
    return Editor(
        review=told,
        most=services.LONG_TEXT,
        review_url=f"/api/v1/blueprints/{about.id}/review",
        ask_url=kept(request, f"{wurl(actor, 'risk:new-uncertainty', product.ref)}?about={about.ref}"),
        rules_url=kept(request, wurl(actor, "vision:rules")),
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
