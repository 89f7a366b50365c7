"""The list of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, posted_ids, posted_number
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import KINDS, LEVELS, STATUSES, Release
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, Choice, all_rows, choice
from pilothouse.team import queries as team

_STATUSES = tuple((status, status.replace("_", " ")) for status in STATUSES)
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
_EXPORTED = (
    "key", "title", "level", "kind", "status", "owner_name", "release_name", "parent_key", "low", "likely",
    "high", "deadline", "start", "p50", "p85", "chance", "release_chance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table: `sort` is what a click on it asks for, `sorted` how it is sorted now."""

    label: str
    sort: str
    sorted: str


@page()
def items(request: HttpRequest) -> HttpResponseBase:
    """All items, filtered by what the address says."""
    actor = request_actor(request)
    narrow, sort = _narrow(request), request.GET.get("sort", "rank")
    if request.GET.get("format"):
        return _export(request, actor, narrow, sort)
    releases = queries.releases(actor=actor)
    context = {
        "page": queries.items_page(actor=actor, narrow=narrow, sort=sort, page=number(request, "page", 1)),
        "filters": narrow,
        "filtered": narrow.is_set,
        "choices": _choices(actor, narrow, releases),
        "columns": [_column(label, key, sort) for label, key in _HEADS],
        "statuses": _STATUSES,
        "all_releases": releases,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/items.html", context)


def _narrow(request: HttpRequest) -> queries.ItemFilter:
    get = request.GET
    return queries.ItemFilter(
        text=get.get("text", "").strip(),
        status=get.get("status", ""),
        kind=get.get("kind", ""),
        level=get.get("level", ""),
        owner=number(request, "owner", 0) or None,
        release=number(request, "release", 0) or None,
        product=number(request, "product", 0) or None,
    )


def _choices(actor: Actor, narrow: queries.ItemFilter, releases: tuple[Release, ...]) -> list[Choice]:
    owners = sorted(team.names(actor=actor).items(), key=lambda pair: pair[1])
    return [
        choice("status", "Any status", [("open", "Open"), *_STATUSES], narrow.status),
        choice("kind", "Any kind", [(kind, kind) for kind in KINDS], narrow.kind),
        choice("level", "Any level", [(level, level) for level in LEVELS], narrow.level),
        choice("owner", "Any owner", owners, narrow.owner),
        choice("release", "Any release", [(row.id, row.name) for row in releases], narrow.release),
    ]


def _column(label: str, key: str, sort: str) -> Column:
    at, down = bool(key) and sort.removeprefix("-") == key, sort.startswith("-")
    way = ("descending" if down else "ascending") if at else ""
    return Column(label, f"-{key}" if at and not down else key, way)


def _export(request: HttpRequest, actor: Actor, narrow: queries.ItemFilter, sort: str) -> HttpResponseBase:
    rows = all_rows(
        lambda at: queries.items_page(actor=actor, narrow=narrow, sort=sort, page=at, size=EXPORT_ROWS),
        _EXPORTED,
    )
    wanted = request.GET.get("format", "csv")
    return table_response(request, rows=rows, columns=_EXPORTED, name="items", format=wanted)


@page(role=Role.EDITOR, methods=("POST",))
def bulk(request: HttpRequest) -> HttpResponse:
    """Change status or release of the ticked items."""
    actor = request_actor(request)

    def change() -> int:
        values = _bulk_values(request)
        return services.bulk_change(actor=actor, now=clock.now(), ids=posted_ids(request), values=values)

    return acted(
        request,
        change,
        wurl(actor, "roadmap:items"),
        lambda many: f"{many} {'item' if many == 1 else 'items'} changed.",
    )


def _bulk_values(request: HttpRequest) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if request.POST.get("status"):
        values["status"] = request.POST["status"]
    if request.POST.get("release"):
        values["release_id"] = posted_number(request, "release")
    if not values:
        raise Invalid("Nothing to change was chosen.", cure="Choose a status or a release first.")
    return values
