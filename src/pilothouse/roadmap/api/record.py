"""The track record over REST."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import PageNumber, PageSize, Schema, read
from pilothouse.roadmap import contracts, queries
from pilothouse.roadmap.api.sent import OfProduct, products_of

router = Router()

Horizon = Literal["", "under-2", "2-6", "6-13", "over-13"]
RecordState = Literal["resolved", "held", "missed", "unscored", "open", "all"]
Subject = Literal["", "item", "release"]
TeamNumber = Annotated[str, Field(pattern=r"^(|none|\d{1,9})$", description="A team's number, or none")]


class RecordNarrow(Schema):
    """Which forecasts of the record are asked for."""

    product: OfProduct = None
    team: TeamNumber = ""
    horizon: Horizon = ""
    subject: Subject = ""

    def filter(self, actor: Actor, **more: Any) -> queries.RecordFilter:
        """As the query takes it. Raises `NotFound` for a product's key that is none."""
        found = self.dict() | {"product": products_of(actor, self.product)}
        return queries.RecordFilter(**found, **more)


@router.get("/record", response=contracts.TrackRecord, **read("get_record", "Whether dates came true"))
def get_record(request: HttpRequest, narrow: Query[RecordNarrow]) -> contracts.TrackRecord:
    """Each item and release counts once, with the first date given for it, once that date has come due."""
    actor = request_actor(request)
    wanted = narrow.filter(actor)
    return queries.track_record(actor=actor, today=clock.today(), narrow=wanted)


@router.get(
    "/record/entries",
    response=Page[contracts.RecordedForecast],
    **read("list_recorded_forecasts", "Forecasts and what became of them, one page"),
)
def list_recorded_forecasts(
    request: HttpRequest,
    narrow: Query[RecordNarrow],
    state: RecordState = "all",
    every: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.RecordedForecast]:
    """The last resolved first; `every` adds later dates of what counts already."""
    actor = request_actor(request)
    wanted = narrow.filter(actor, state=state, every=every)
    return queries.recorded_forecasts(actor=actor, narrow=wanted, page=page, size=size)
