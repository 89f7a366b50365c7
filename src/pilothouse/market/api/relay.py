"""Relayed findings over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import relay_schemas as s

router = Router()
ONE = "/relays/{int:relay_id}"


@router.get(
    "/relays", response=Page[contracts.Relay], **read("list_relays", "Relayed findings, open ones first")
)
def list_relays(request: HttpRequest, wanted: Query[s.RelayFilter]) -> Page[contracts.Relay]:
    return queries.relays(actor=request_actor(request), today=clock.today(), **wanted.dict())


@router.post(
    "/relays",
    response={201: contracts.Relay},
    **write("relay_finding", "Send a finding to a team or a person"),
)
def relay_finding(request: HttpRequest, response: HttpResponse, new: s.RelayNew) -> Status[contracts.Relay]:
    """Members among them hear of it in their inbox."""
    row = services.relay_finding(actor=request_actor(request), now=clock.now(), **new.dict())
    return made(response, row)


@router.get(ONE, response=contracts.Relay, **read("get_relay", "One relayed finding"))
def get_relay(request: HttpRequest, response: HttpResponse, relay_id: Id) -> contracts.Relay:
    return tagged(response, queries.relay(actor=request_actor(request), id=relay_id, today=clock.today()))


@router.post(f"{ONE}/answer", response=contracts.Relay, **write("answer_relay", "Answer a relayed finding"))
def answer_relay(request: HttpRequest, relay_id: Id, body: s.RelayAnswer) -> contracts.Relay:
    """For those to whom it was relayed."""
    actor = request_actor(request)
    return services.answer_relay(actor=actor, now=clock.now(), id=relay_id, **body.dict())


@router.delete(ONE, response={204: None}, **confirm("remove_relay", "Take a relayed finding back"))
def remove_relay(request: HttpRequest, relay_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_relay(actor=request_actor(request), now=clock.now(), id=relay_id, version=if_match)
    return gone()
