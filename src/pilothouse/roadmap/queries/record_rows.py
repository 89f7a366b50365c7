"""Forecasts of the record with what became of them, and whether they held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import RECORD_LEVELS


def with_outcomes(rows: QuerySet[models.ForecastEntry]) -> QuerySet[Any]:
    def of(level: int) -> QuerySet[models.ForecastOutcome]:
        return models.ForecastOutcome.objects.filter(entry=OuterRef("pk"), level=level).order_by()

    return rows.annotate(
        end_kind=Subquery(of(0).values("kind")[:1]),
        ended_on=Subquery(of(0).values("ended_on")[:1]),
        **{f"passed{level}": Exists(of(level)) for level in RECORD_LEVELS},
    )


def with_ends(rows: QuerySet[models.ForecastEntry]) -> QuerySet[Any]:
    """Entries joined with what ended them, `outcome`, and with what says that a level has passed, as
    `late85`: for all of the record, where `with_outcomes` would ask for each of its rows."""
    joined = {"outcome": 0} | {f"late{level}": level for level in RECORD_LEVELS}
    return rows.annotate(
        **{
            name: FilteredRelation("outcomes", condition=Q(outcomes__level=level))
            for name, level in joined.items()
        }
    )


def came_true(passed: bool, kind: str | None, ended_on: date | None, day: date) -> bool | None:
    """Whether the date came true; None while that is open, and where it is not scored."""
    if passed:
        return False
    return ended_on <= day if kind == "done" and ended_on is not None else None
