"""The track record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import (
    BANDS,
    Share,
)
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, choice
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

_STATES = {
    "resolved": "Resolved",
    "held": "Held at 85 %",
    "missed": "Not held at 85 %",
    "unscored": "Not scored",
    "open": "Open",
    "all": "All",
}


_RECORD_COLUMNS = (
    "subject",
    "key",
    "title",
    "team_name",
    "run_number",
    "made_on",
    "horizon_days",
    "layer",
    "p15",
    "p50",
    "p85",
    "p95",
    "deadline",
    "first",
    "outcome",
    "ended_on",
    "held50",
    "held85",
    "inputs_hash",
    "engine_version",
)


@page()
def record(request: HttpRequest) -> HttpResponseBase:
    """Whether dates came true; the filters stand in the address."""
    actor = request_actor(request)
    get = request.GET
    narrow = queries.RecordFilter(
        product=number(request, "product", 0) or None,
        team=get.get("team", ""),
        horizon=get.get("horizon", ""),
        subject=get.get("subject", ""),
        state=get.get("state") or "resolved",
        every=bool(get.get("every")),
    )
    today = clock.today()
    if get.get("format"):
        return _export_record(request, actor, narrow)
    found = queries.track_record(actor=actor, today=today, narrow=narrow)
    choices = [
        choice(
            "product",
            "All products",
            [(row.id, row.name) for row in vision.products(actor=actor)],
            narrow.product,
        ),
        choice(
            "team",
            "All teams",
            [*((str(row.id), row.name) for row in team.teams(actor=actor)), ("none", "No one team")],
            narrow.team,
        ),
        choice("horizon", "Any horizon", BANDS.items(), narrow.horizon),
        choice("subject", "Items and releases", [("item", "Items"), ("release", "Releases")], narrow.subject),
    ]
    context = {
        "record": found,
        "chart": _reliability(found.levels),
        "horizons": [row for row in found.horizons if row.p50.cases or row.p85.cases],
        "teams": [row for row in found.teams if row.p50.cases or row.p85.cases],
        "page": queries.recorded_forecasts(
            actor=actor, today=today, narrow=narrow, page=number(request, "page", 1), size=25
        ),
        "choices": choices,
        "states": _STATES.items(),
        "narrow": narrow,
        "filtered": narrow.is_set,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/record.html", context)


_PLOT = (44, 12, 300, 232)  # left, top, right and bottom of the plot in its own units


def _reliability(levels: tuple[Share, ...]) -> dict[str, Any]:
    """Where the chart of stated against held shares draws; levels with too few cases are left out."""
    left, top, right, bottom = _PLOT

    def across(share: float) -> float:
        return round(left + share * (right - left), 1)

    def down(share: float) -> float:
        return round(bottom - share * (bottom - top), 1)

    return {
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "ticks": [(across(part / 100), down(part / 100), part) for part in (0, 25, 50, 75, 100)],
        "points": [
            (across(row.level / 100), down(row.share), down(row.high), down(row.low), row.text)
            for row in levels
            if row.share is not None
        ],
    }


def _export_record(request: HttpRequest, actor: Actor, narrow: queries.RecordFilter) -> HttpResponseBase:
    def rows() -> Any:
        at = 1
        while True:
            part = queries.recorded_forecasts(
                actor=actor, today=clock.today(), narrow=narrow, page=at, size=EXPORT_ROWS
            )
            for row in part.rows:
                yield [getattr(row, name) for name in _RECORD_COLUMNS]
            if part.next is None:
                return
            at = part.next

    return table_response(
        request, rows=rows(), columns=_RECORD_COLUMNS, name="track-record", format=request.GET["format"]
    )
