"""What risks cost, over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, read
from pilothouse.risk import contracts, queries

router = Router()


@router.get(
    "/risks/exposure",
    response=contracts.Exposure | None,
    **read("get_exposure", "What each risk costs the newest plan"),
)
def get_exposure(request: HttpRequest) -> contracts.Exposure | None:
    """In days of every date, in its chance, and in money, with standard errors. It is measured after each
    plan run; null before the first is."""
    return queries.exposure(actor=request_actor(request))


@router.get(
    "/risks/exposure/{int:run}",
    response=contracts.Exposure,
    **read("get_exposure_of_run", "What each risk cost a plan run"),
)
def get_exposure_of_run(request: HttpRequest, run: Id) -> contracts.Exposure:
    """Of one of the newest runs, by its number."""
    return queries.exposure_of_run(actor=request_actor(request), run=run)
