"""One hand-off: what teams were given, what differs from an earlier one, and its acknowledgement."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import acted
from pilothouse.vision import papers, queries, services
from pilothouse.vision.contracts import Handoff


@page()
def handoff(request: HttpRequest, id: int) -> HttpResponse:
    """One hand-off as it was, and what differs from an earlier one."""
    actor = request_actor(request)
    row = queries.handoff(actor=actor, id=id)
    about = queries.blueprint(actor=actor, id=row.blueprint_id)
    if request.GET.get("format") == "json":
        return _download(row, about.title)
    every = queries.handoffs(actor=actor, blueprint_id=about.id)
    others = [each for each in every if each.number < row.number]
    wanted = number(request, "against", row.number - 1)
    known = any(each.number == wanted for each in others)
    against = queries.handoff_numbered(actor=actor, blueprint_id=about.id, number=wanted) if known else None
    context = {
        "row": row,
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "others": others,
        "against": against,
        "difference": services.what_differs(before=against, after=row) if against else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/handoff.html", context)


def _download(row: Handoff, title: str) -> HttpResponse:
    data = json.dumps(row.content, indent=1, ensure_ascii=False)
    response = HttpResponse(data, content_type="application/json")
    name = papers.file_name(f"{title}-{row.number}", "json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(role=Role.EDITOR, methods=("POST",))
def acknowledge(request: HttpRequest, id: int, acknowledgement_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.acknowledge_handoff(
            actor=actor,
            now=clock.now(),
            id=id,
            acknowledgement_id=acknowledgement_id,
            note=request.POST.get("note", ""),
        ),
        wurl(actor, "vision:handoff", id),
        "Acknowledged.",
    )
