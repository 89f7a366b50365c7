"""The forecasts of the record one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Q, When
from django.db.models.functions import Coalesce

from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate
from pilothouse.roadmap.contracts import (
    RecordedForecast,
)
from pilothouse.roadmap.queries.record_rows import RecordFilter, came_true, narrowed, with_outcomes


def recorded_forecasts(
    *, actor: Actor, today: date, narrow: RecordFilter | None = None, page: int = 1, size: int = 50
) -> Page[RecordedForecast]:
    """Forecasts with what became of them, the last resolved first; only those that count, unless `every`."""
    narrow = narrow or RecordFilter()
    rows = with_outcomes(narrowed(actor, narrow))
    if not narrow.every:
        rows = rows.filter(first_in_band=True) if narrow.horizon else rows.filter(first=True)
    rows = (
        rows.filter(_in_state(narrow.state))
        .annotate(
            decided_on=Coalesce(
                "ended_on", Case(When(passed85=True, then="p85"), default=None, output_field=DateField())
            )
        )
        .select_related("run", "team")
        .order_by(F("decided_on").desc(nulls_last=True), "-id")
    )
    return paginate(rows, page, size, lambda row: _recorded(row, today))


def _in_state(state: str) -> Q:
    held = Q(end_kind="done", passed85=False, ended_on__lte=F("p85"))
    missed = Q(passed85=True) | Q(end_kind="done", ended_on__gt=F("p85"))
    ended = Q(end_kind__isnull=False)
    return {
        "held": held,
        "missed": missed,
        "unscored": ended & Q(passed85=False) & ~Q(end_kind="done"),
        "open": ~ended & Q(passed85=False),
        "resolved": ended | Q(passed85=True),
        "all": Q(),
    }[state]


def _recorded(row: Any, today: date) -> RecordedForecast:
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
