"""The list of items."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.export import table_response
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import (
    KINDS,
    LEVELS,
    STATUSES,
)
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, choice
from pilothouse.team import queries as team


@page()
def items(request: HttpRequest) -> HttpResponseBase:
    """All items, filtered by what the address says."""
    actor = request_actor(request)
    get = request.GET
    narrow = queries.ItemFilter(
        text=get.get("text", "").strip(),
        status=get.get("status", ""),
        kind=get.get("kind", ""),
        level=get.get("level", ""),
        owner=number(request, "owner", 0) or None,
        release=number(request, "release", 0) or None,
        product=number(request, "product", 0) or None,
    )
    sort = get.get("sort", "rank")
    if get.get("format"):
        return _export(request, actor, narrow, sort)
    found = queries.items_page(actor=actor, narrow=narrow, sort=sort, page=number(request, "page", 1))
    releases = queries.releases(actor=actor)
    choices = [
        choice(
            "status",
            "Any status",
            [("open", "Open"), *((s, s.replace("_", " ")) for s in STATUSES)],
            narrow.status,
        ),
        choice("kind", "Any kind", [(kind, kind) for kind in KINDS], narrow.kind),
        choice("level", "Any level", [(level, level) for level in LEVELS], narrow.level),
        choice(
            "owner",
            "Any owner",
            sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
            narrow.owner,
        ),
        choice(
            "release", "Any release", [(release.id, release.name) for release in releases], narrow.release
        ),
    ]
    context = {
        "page": found,
        "filters": narrow,
        "filtered": narrow.is_set,
        "choices": choices,
        "columns": _columns(sort),
        "statuses": [(status, status.replace("_", " ")) for status in STATUSES],
        "all_releases": releases,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/items.html", context)


_HEADS = (
    ("Key", "key"),
    ("Title", "title"),
    ("Kind", ""),
    ("Status", "status"),
    ("Owner", ""),
    ("Release", ""),
    ("Start", "start"),
    ("Finish", "p85"),
    ("Deadline", "deadline"),
    ("Chance", "chance"),
)


def _columns(sort: str) -> list[dict[str, Any]]:
    found = []
    for label, key in _HEADS:
        at = sort.removeprefix("-") == key and key
        down = sort.startswith("-")
        found.append(
            {
                "label": label,
                "sort": f"-{key}" if at and not down else key,
                "sorted": ("descending" if down else "ascending") if at else "",
            }
        )
    return found


_EXPORTED = (
    "key",
    "title",
    "level",
    "kind",
    "status",
    "owner_name",
    "release_name",
    "parent_key",
    "low",
    "likely",
    "high",
    "deadline",
    "start",
    "p50",
    "p85",
    "chance",
)


def _export(request: HttpRequest, actor: Actor, narrow: queries.ItemFilter, sort: str) -> HttpResponseBase:
    def rows() -> Any:
        at = 1
        while True:
            part = queries.items_page(actor=actor, narrow=narrow, sort=sort, page=at, size=EXPORT_ROWS)
            for row in part.rows:
                yield [getattr(row, name) for name in _EXPORTED]
            if part.next is None:
                return
            at = part.next

    return table_response(
        request, rows=rows(), columns=_EXPORTED, name="items", format=request.GET.get("format", "csv")
    )


@page(role=Role.EDITOR, methods=("POST",))
def bulk(request: HttpRequest) -> HttpResponse:
    """Change status or release of the ticked items."""
    actor = request_actor(request)
    values: dict[str, Any] = {}
    if request.POST.get("status"):
        values["status"] = request.POST["status"]
    release = request.POST.get("release", "")
    if release:
        values["release_id"] = int(release) if release.isdecimal() else None
    ids = [int(text) for text in request.POST.getlist("ids") if text.isdecimal()]
    if not values:
        raise Invalid("Nothing to change was chosen.", cure="Choose a status or a release first.")
    changed = services.bulk_change(actor=actor, now=clock.now(), ids=ids, values=values)
    messages.success(request, f"{changed} {'item' if changed == 1 else 'items'} changed.")
    return redirect(wurl(actor, "roadmap:items"))
