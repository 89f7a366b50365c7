"""The timeline over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import read, straight
from pilothouse.roadmap import contracts, queries

router = Router()


@router.get("/timeline", response=contracts.Timeline, **read("get_timeline", "What the timeline draws"))
def get_timeline(request: HttpRequest, product: int | None = None) -> HttpResponse:
    """Open items with their newest dates, releases, the newest closed items, and dependencies."""
    return straight(queries.timeline(actor=request_actor(request), today=clock.today(), product_id=product))
