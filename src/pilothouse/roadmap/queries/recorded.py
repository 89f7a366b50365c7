"""The forecasts of the record one by one."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, F, Q, When
from django.db.models.functions import Coalesce

from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    RecordedForecast,
)
from pilothouse.roadmap.queries.record_filter import RecordFilter, narrowed
from pilothouse.roadmap.queries.record_rows import came_true, with_ends, with_outcomes

_KNOWN = ("held", "missed", "unscored", "resolved")  # states of which there are outcomes


def recorded_forecasts(
    *, actor: Actor, narrow: RecordFilter | None = None, page: int = 1, size: int = 50
) -> Page[RecordedForecast]:
    """Forecasts with what became of them, the last resolved first; only those that count, unless `every`."""
    narrow = narrow or RecordFilter()
    rows = with_ends(narrowed(actor, narrow))
    if not narrow.every:
        rows = rows.filter(first_in_band=True) if narrow.horizon else rows.filter(first=True)
    if narrow.state in _KNOWN:
        known = models.ForecastOutcome.objects.filter(workspace_id=actor.workspace_id).order_by()
        rows = rows.filter(pk__in=known.values("entry"))  # few, where most dates have not come
    rows = (
        rows.filter(_in_state(narrow.state))
        .annotate(
            decided_on=Coalesce(
                "outcome__ended_on",
                Case(When(late85__id__isnull=False, then="p85"), default=None, output_field=DateField()),
            )
        )
        .order_by(F("decided_on").desc(nulls_last=True), "-id")
    )
    # Numbers first: the whole record is sorted, and of most of it nothing else is read.
    found = paginate(rows.values_list("pk", flat=True), page, size, int)
    told = with_outcomes(models.ForecastEntry.objects.filter(pk__in=found.rows)).select_related("run", "team")
    shown = {row.pk: _recorded(row) for row in told}
    return Page(tuple(shown[number] for number in found.rows), found.total, found.page, found.size)


def _in_state(state: str) -> Q:
    passed = Q(late85__id__isnull=False)
    done, in_time, ended = (
        Q(outcome__kind="done"),
        Q(outcome__ended_on__lte=F("p85")),
        Q(outcome__id__isnull=False),
    )
    return {
        "held": done & ~passed & in_time,
        "missed": passed | (done & ~in_time),
        "unscored": ended & ~passed & ~done,
        "open": ~ended & ~passed,
        "resolved": ended | passed,
        "all": Q(),
    }[state]


def _recorded(row: Any) -> RecordedForecast:
    return RecordedForecast(
        id=row.pk,
        subject=row.subject,
        subject_id=row.subject_id,
        key=row.key,
        title=row.title,
        product_id=row.product_id,
        team_name=row.team.name if row.team else "",
        run_number=row.run.number,
        made_on=row.made_on,
        horizon_days=row.horizon_days,
        layer=row.layer,
        p15=row.p15,
        p50=row.p50,
        p85=row.p85,
        p95=row.p95,
        deadline=row.deadline,
        first=row.first,
        inputs_hash=row.inputs_hash,
        engine_version=row.engine_version,
        outcome=row.end_kind or ("passed" if row.passed85 else "open"),
        ended_on=row.ended_on,
        held50=came_true(row.passed50, row.end_kind, row.ended_on, row.p50),
        held85=came_true(row.passed85, row.end_kind, row.ended_on, row.p85),
    )
