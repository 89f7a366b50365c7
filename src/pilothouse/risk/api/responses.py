"""Responses to risks over REST."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Minor, Schema, confirm, given, gone, made, read, tagged, write
from pilothouse.risk import contracts, queries, services

router = Router()
ONE = "/risks/responses/{int:response_id}"
Kind = Literal["avoid", "reduce", "transfer", "accept"]
State = Literal["proposed", "chosen", "rejected", "done"]
Title = Annotated[str, Field(min_length=1, max_length=300, description="What is done, in one line")]
Left = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False, description="What is left of it: 0 nothing, 1 all")
]
PersonDays = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False, description="Person-days")]
Before = Annotated[
    list[Annotated[str, Field(max_length=300)]],
    Field(max_length=200, description="Keys of items that begin after its work is done"),
]
_NEVER_NULL = ("title", "kind", "state", "chance_left", "impact_left", "cost_cents", "days", "before")


class ResponseNew(Schema):
    """What can be done about a risk: what it leaves of probability and impact, and what it takes."""

    title: Title
    kind: Kind = "reduce"
    state: State = "proposed"
    chance_left: Left = 1.0
    impact_left: Left = 1.0
    cost_cents: Minor = 0
    days: PersonDays = 0.0
    skill_id: Id | None = None
    before: Before = []


class ResponseChange(Schema):
    """What to change; what is left out stays. `why` is kept in the history."""

    title: Title | None = None
    kind: Kind | None = None
    state: State | None = None
    chance_left: Left | None = None
    impact_left: Left | None = None
    cost_cents: Minor | None = None
    days: PersonDays | None = None
    skill_id: Id | None = None
    before: Before | None = None
    why: Annotated[str, Field(max_length=10_000)] = ""


@router.get(
    "/risks/responses",
    response=list[contracts.RiskResponse],
    **read("list_responses", "What can be done about risks"),
)
def list_responses(
    request: HttpRequest, risk_id: Annotated[Id | None, Query()] = None
) -> list[contracts.RiskResponse]:
    """Of all risks, or of one with `risk_id`."""
    actor = request_actor(request)
    if risk_id is not None:
        queries.risk(actor=actor, id=risk_id)
    return list(queries.responses(actor=actor, risk_id=risk_id))


@router.post(
    "/risks/{int:risk_id}/responses",
    response={201: contracts.RiskResponse},
    **write("add_response", "Enter what can be done about a risk"),
)
def add_response(
    request: HttpRequest, response: HttpResponse, risk_id: Id, new: ResponseNew
) -> Status[contracts.RiskResponse]:
    actor = request_actor(request)
    row = services.add_response(actor=actor, now=clock.now(), risk_id=risk_id, values=new.dict())
    return made(response, row)


@router.get(ONE, response=contracts.RiskResponse, **read("get_response", "One response to a risk"))
def get_response(request: HttpRequest, response: HttpResponse, response_id: Id) -> contracts.RiskResponse:
    return tagged(response, queries.response(actor=request_actor(request), id=response_id))


@router.patch(
    ONE,
    response=contracts.RiskResponse,
    **write("change_response", "Change, choose or reject a response to a risk"),
)
def change_response(
    request: HttpRequest, response: HttpResponse, response_id: Id, change: ResponseChange, if_match: IfMatch
) -> contracts.RiskResponse:
    values = given(change, *_NEVER_NULL, "why")
    why = values.pop("why", "")
    row = services.change_response(
        actor=request_actor(request),
        now=clock.now(),
        id=response_id,
        version=if_match,
        values=values,
        why=why,
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_response", "Remove a response to a risk"))
def remove_response(request: HttpRequest, response_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_response(actor=request_actor(request), now=clock.now(), id=response_id, version=if_match)
    return gone()
