"""The track record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.products import product_choice
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import BANDS
from pilothouse.roadmap.pages.reliability import reliability
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, Choice, all_rows, filter_of
from pilothouse.team import queries as team

_STATES = {
    "resolved": "Resolved",
    "held": "Held at 85 %",
    "missed": "Not held at 85 %",
    "unscored": "Not scored",
    "open": "Open",
    "all": "All",
}
_COLUMNS = (
    "subject", "key", "title", "team_name", "run_number", "made_on", "horizon_days", "layer", "p15", "p50",
    "p85", "p95", "deadline", "first", "outcome", "ended_on", "held50", "held85", "inputs_hash",
    "engine_version",
)  # fmt: skip
_SHOWN = 25


@page()
def record(request: HttpRequest) -> HttpResponseBase:
    """Whether dates came true; the filters stand in the address."""
    actor, today, narrow = request_actor(request), clock.today(), _narrow(request)
    if request.GET.get("format"):
        return _export(request, actor, narrow)
    found = queries.track_record(actor=actor, today=today, narrow=narrow)
    context = {
        "record": found,
        "chart": reliability(found.levels),
        "horizons": [row for row in found.horizons if row.p50.cases or row.p85.cases],
        "teams": [row for row in found.teams if row.p50.cases or row.p85.cases],
        "page": queries.recorded_forecasts(
            actor=actor, narrow=narrow, page=number(request, "page", 1), size=_SHOWN
        ),
        "choices": _choices(actor, narrow),
        "states": _STATES.items(),
        "narrow": narrow,
        "filtered": narrow.is_set,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/record.html", context)


def _narrow(request: HttpRequest) -> queries.RecordFilter:
    get = request.GET
    return queries.RecordFilter(
        product=product_choice(request).scope,
        team=get.get("team", ""),
        horizon=get.get("horizon", ""),
        subject=get.get("subject", ""),
        state=get.get("state") or "resolved",
        every=bool(get.get("every")),
    )


def _choices(actor: Actor, narrow: queries.RecordFilter) -> list[Choice]:
    teams = [*((str(row.id), row.name) for row in team.teams(actor=actor)), ("none", "No one team")]
    subjects = [("item", "Items"), ("release", "Releases")]
    return [
        filter_of("team", "All teams", teams, narrow.team),
        filter_of("horizon", "Any horizon", BANDS.items(), narrow.horizon),
        filter_of("subject", "Items, releases", subjects, narrow.subject),
    ]


def _export(request: HttpRequest, actor: Actor, narrow: queries.RecordFilter) -> HttpResponseBase:
    rows = all_rows(
        lambda at: queries.recorded_forecasts(actor=actor, narrow=narrow, page=at, size=EXPORT_ROWS),
        _COLUMNS,
    )
    wanted = request.GET["format"]
    return table_response(request, rows=rows, columns=_COLUMNS, name="track-record", format=wanted)
