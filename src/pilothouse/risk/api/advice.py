"""The best set of responses to risks, over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, Schema, read, write
from pilothouse.risk import contracts, queries, services

router = Router()
BEST = "/risks/responses/best"


class ResponsesAct(Schema):
    """A set that was marked as chosen, by its `batch`."""

    batch: Annotated[str, Field(min_length=1, max_length=40)]


@router.get(
    BEST,
    response=contracts.ResponseAdvice | None,
    **read("get_best_responses", "The best set of responses that was found last"),
)
def get_best_responses(request: HttpRequest) -> contracts.ResponseAdvice | None:
    """With what it gains, what each is worth, and why others are left out; null before it was asked for."""
    return queries.advice(actor=request_actor(request))


@router.get(
    BEST + "/{int:advice_id}",
    response=contracts.ResponseAdvice,
    **read("get_best_responses_of", "One of the best sets that were found"),
)
def get_best_responses_of(request: HttpRequest, advice_id: Id) -> contracts.ResponseAdvice:
    """One of the newest 20, by its number."""
    return queries.advice_of(actor=request_actor(request), id=advice_id)


@router.post(
    BEST + "/{int:advice_id}/choose",
    response=contracts.ResponsesChosen,
    **write("choose_responses", "Mark the best set of responses as chosen"),
)
def choose_responses(request: HttpRequest, advice_id: Id) -> contracts.ResponsesChosen:
    """All of it or nothing; a response that was changed since refuses it. It is taken back by its `batch`."""
    return services.choose_responses(actor=request_actor(request), now=clock.now(), id=advice_id)


@router.post(
    "/risks/responses/undo",
    response=contracts.RiskUndone,
    **write("undo_responses", "Take back the choice of a set of responses"),
)
def undo_responses(request: HttpRequest, body: ResponsesAct) -> contracts.RiskUndone:
    """What was changed again since stays, and is named."""
    return services.undo_responses(actor=request_actor(request), now=clock.now(), batch=body.batch)
