"""Every text of a blueprint that was saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import acted, posted_number, posted_version
from pilothouse.kit.lines import differing
from pilothouse.kit.refs import Ref
from pilothouse.vision import queries, services


@page()
def history(request: HttpRequest, id: int) -> HttpResponse:
    """Every revision, one of them beside the one before, and what else happened."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    chosen = number(request, "revision", about.number)
    now = queries.revision(actor=actor, id=id, number=chosen)
    before = queries.revision(actor=actor, id=id, number=chosen - 1) if chosen > 1 else None
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "revisions": queries.revisions(actor=actor, id=id),
        "chosen": now,
        "before": before,
        "lines": differing(before.text if before else "", now.text),
        "entries": journal.history(actor=actor, subject=Ref("vision.blueprint", id), limit=50),
        "tab": "history",
        "writable": actor.may(Role.EDITOR) and not about.finalised,
    }
    return render(request, "vision/history.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def restore_revision(request: HttpRequest, id: int) -> HttpResponse:
    actor, version = request_actor(request), posted_version(request)
    wanted = posted_number(request, "number")
    if wanted is None:
        raise Invalid("Which revision was not said.", where="number", cure="Use the button of the page.")
    return acted(
        request,
        lambda: services.restore_revision(
            actor=actor, now=clock.now(), id=id, version=version, number=wanted
        ),
        wurl(actor, "vision:blueprint", id),
        f"The text is that of revision {wanted} again.",
    )
