"""The track record over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.roadmap import queries
from pilothouse.roadmap.api.sent import read

router = Router()


class ShareOut(Schema):
    """How many dates of one level (percent) held, with the 95 % interval of the true share.

    `share` is null while there are fewer than twelve cases.
    """

    level: int
    held: int
    cases: int
    low: float
    high: float
    enough: bool
    share: float | None
    text: str


class SharesOfOut(Schema):
    """The shares of one team or one horizon."""

    value: str
    label: str
    p50: ShareOut
    p85: ShareOut


class UnscoredOut(Schema):
    """So many forecasts are not scored at 85 %, and why."""

    reason: str
    cases: int


class AlarmOut(Schema):
    """A level whose last due dates no longer hold as often as stated."""

    level: int
    held: int
    cases: int
    low: float
    high: float
    too_early: bool
    text: str


class RecordOut(Schema):
    """Whether dates came true."""

    levels: list[ShareOut]
    teams: list[SharesOfOut]
    horizons: list[SharesOfOut]
    unscored: list[UnscoredOut]
    alarms: list[AlarmOut]
    entries: int
    cases: int
    late_reports: int
    next_due: date | None


class RecordedForecastOut(Schema):
    """One forecast as it was shown, and what became of it."""

    id: int
    subject: str
    subject_id: int
    key: str
    title: str
    product_id: int
    team_name: str
    run_number: int
    made_on: date
    horizon_days: int
    layer: str
    p15: date
    p50: date
    p85: date
    p95: date
    deadline: date | None
    first: bool
    inputs_hash: str
    engine_version: str
    outcome: str
    ended_on: date | None
    held50: bool | None
    held85: bool | None


class RecordedForecastsOut(Schema):
    """One page of forecasts."""

    rows: list[RecordedForecastOut]
    total: int
    page: int
    size: int


Horizon = Literal["", "under-2", "2-6", "6-13", "over-13"]


RecordState = Literal["resolved", "held", "missed", "unscored", "open", "all"]


Subject = Literal["", "item", "release"]


TeamNumber = Annotated[str, Field(pattern=r"^(|none|\d{1,9})$", description="A team's number, or none")]


@router.get("/record", response=RecordOut, **read("get_record", "Whether dates came true"))
def get_record(
    request: HttpRequest,
    product: int | None = None,
    team: TeamNumber = "",
    horizon: Horizon = "",
    subject: Subject = "",
) -> Any:
    """Each item and release counts once, with the first date given for it, once that date has come due."""
    narrow = queries.RecordFilter(product, team, horizon, subject)
    return queries.track_record(actor=request_actor(request), today=clock.today(), narrow=narrow)


@router.get(
    "/record/entries",
    response=RecordedForecastsOut,
    **read("list_recorded_forecasts", "Forecasts and what became of them, one page"),
)
def list_recorded_forecasts(
    request: HttpRequest,
    product: int | None = None,
    team: TeamNumber = "",
    horizon: Horizon = "",
    subject: Subject = "",
    state: RecordState = "all",
    every: bool = False,
    page: Annotated[int, Field(ge=1, le=10**6)] = 1,
    size: Annotated[int, Field(ge=1, le=500)] = 50,
) -> Any:
    """The last resolved first; `every` adds later dates of what counts already."""
    narrow = queries.RecordFilter(product, team, horizon, subject, state, every)
    found = queries.recorded_forecasts(
        actor=request_actor(request), today=clock.today(), narrow=narrow, page=page, size=size
    )
    return {"rows": list(found.rows), "total": found.total, "page": found.page, "size": found.size}
