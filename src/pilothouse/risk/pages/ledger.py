"""What stated probabilities turned out to be: by person, and those that are open, stated and corrected."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.risk import services
from pilothouse.risk.contracts import RiskLedger
from pilothouse.risk.ledger_charts import reliability_plot

_COLUMNS = ("person", "stated", "came", "stated_on", "ended_on", "key", "event", "outcome")
_MOST = 500
_SAID = {
    "as stated": "No correction was better on statements that it had not seen: they count as stated.",
    "one map": "One correction for all is better on statements that it had not seen.",
    "by person": "A correction for each person is better on statements that it had not seen.",
}
_STATES = (("open", "Open"), ("resolved", "Resolved"), ("all", "All"))


@page()
def ledger(request: HttpRequest) -> HttpResponseBase:
    """The record, and the statements behind it."""
    actor = request_actor(request)
    if wanted := request.GET.get("format", ""):
        return _exported(request, wanted)
    state = request.GET.get("state", "open")
    found = services.risk_ledger(actor=actor)
    context: dict[str, Any] = {
        "found": found,
        "plot": reliability_plot(found.fifths),
        "said": _said(found),
        "state": state,
        "states": _STATES,
        "rows": services.stated_probabilities(actor=actor, state=state, page=number(request, "page", 1)),
    }
    return render(request, "risk/ledger.html", context)


def _said(found: RiskLedger) -> str:
    if found.resolved < found.least:
        return f"A correction is tried from {found.least} resolved statements on; nothing is changed before."
    return _SAID[found.map]


def _exported(request: HttpRequest, wanted: str) -> HttpResponseBase:
    rows = services.stated_probabilities(actor=request_actor(request), size=_MOST).rows
    return table_response(
        request,
        rows=(
            [
                row.person_name, row.stated, None if row.came is None else "yes" if row.came else "no",
                row.stated_at.date(), row.ended_on, row.key, row.event, row.outcome,
            ]
            for row in rows
        ),
        columns=_COLUMNS,
        name="ledger",
        format=wanted,
    )  # fmt: skip
