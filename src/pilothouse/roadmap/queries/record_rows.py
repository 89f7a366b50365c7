"""Forecasts of the record with what became of them: which are asked for, and whether they held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    BANDS,
    RECORD_LEVELS,
)

STATES = ("resolved", "held", "missed", "unscored", "open", "all")


NO_TEAM = "none"


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What of the record is asked for. `horizon` is a key of BANDS, `team` a number or `none`."""

    product: int | None = None
    team: str = ""
    horizon: str = ""
    subject: str = ""
    state: str = "resolved"
    every: bool = False

    def __post_init__(self) -> None:
        for name, value, words in (
            ("horizon", self.horizon, ("", *BANDS)),
            ("subject", self.subject, ("", "item", "release")),
            ("state", self.state, STATES),
        ):
            if value not in words:
                raise Invalid(
                    f"'{value[:40]}' is not a {name}.",
                    where=name,
                    cure=f"Use one of {', '.join(filter(None, words))}.",
                )
        if self.team and self.team != NO_TEAM and not (self.team.isdecimal() and len(self.team) < 10):
            raise Invalid(f"'{self.team[:40]}' is not a team.", where="team", cure="Give its number.")

    @property
    def is_set(self) -> bool:
        """Whether it narrows anything down."""
        return self != RecordFilter(state=self.state)


class Row(NamedTuple):
    """A counted forecast with what became of it."""

    first: bool
    first_in_band: bool
    band: str
    team: int | None
    dates: dict[int, date]
    passed: dict[int, bool]
    kind: str | None
    ended_on: date | None


def narrowed(actor: Actor, narrow: RecordFilter) -> QuerySet[models.ForecastEntry]:
    rows = models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id)
    if narrow.product is not None:
        rows = rows.filter(product_id=narrow.product)
    if narrow.team:
        mine = Q(team__isnull=True) if narrow.team == NO_TEAM else Q(team_id=int(narrow.team))
        rows = rows.filter(mine)
    if narrow.horizon:
        rows = rows.filter(band=narrow.horizon)
    if narrow.subject:
        rows = rows.filter(subject=narrow.subject)
    return rows


def with_outcomes(rows: QuerySet[models.ForecastEntry]) -> QuerySet[Any]:
    def of(level: int) -> QuerySet[models.ForecastOutcome]:
        return models.ForecastOutcome.objects.filter(entry=OuterRef("pk"), level=level).order_by()

    return rows.annotate(
        end_kind=Subquery(of(0).values("kind")[:1]),
        ended_on=Subquery(of(0).values("ended_on")[:1]),
        **{f"passed{level}": Exists(of(level)) for level in RECORD_LEVELS},
    )


def as_row(row: Any) -> Row:
    return Row(
        first=row.first,
        first_in_band=row.first_in_band,
        band=row.band,
        team=row.team_id,
        dates={level: getattr(row, f"p{level}") for level in RECORD_LEVELS},
        passed={level: getattr(row, f"passed{level}") for level in RECORD_LEVELS},
        kind=row.end_kind,
        ended_on=row.ended_on,
    )


def came_true(passed: bool, kind: str | None, ended_on: date | None, day: date) -> bool | None:
    """Whether the date came true; None while that is open, and where it is not scored."""
    if passed:
        return False
    return ended_on <= day if kind == "done" and ended_on is not None else None
