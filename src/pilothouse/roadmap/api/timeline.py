"""The timeline over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from ninja import Router
from ninja.decorators import decorate_view

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import read, straight
from pilothouse.roadmap import contracts, queries
from pilothouse.roadmap.api.sent import OfProduct, products_of

router = Router()


@router.get("/timeline", response=contracts.Timeline, **read("get_timeline", "What the timeline draws"))
@decorate_view(gzip_page)
def get_timeline(request: HttpRequest, product: OfProduct = None, older: bool = False) -> HttpResponse:
    """Open items with their newest dates, releases, what was closed lately, and dependencies; with `older`
    also what was closed before, and past releases."""
    actor, today = request_actor(request), clock.today()
    return straight(
        queries.timeline(actor=actor, today=today, product_id=products_of(actor, product), older=older)
    )
