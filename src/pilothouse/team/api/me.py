"""Whom the caller is among the people, over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, Schema, read, write
from pilothouse.team import contracts, queries, services

router = Router()


class MeChange(Schema):
    """The person whom the caller is; null for none of them."""

    person_id: Id | None


@router.get("/me/person", response=contracts.WhoIAm, **read("get_my_person", "Who you are among the people"))
def get_my_person(request: HttpRequest) -> contracts.WhoIAm:
    return contracts.WhoIAm(queries.my_person(actor=request_actor(request)))


@router.put(
    "/me/person", response=contracts.WhoIAm, **write("set_my_person", "Say who you are among the people")
)
def set_my_person(request: HttpRequest, body: MeChange) -> contracts.WhoIAm:
    """For *My work* and notifications about what you own and do."""
    return services.join_person(actor=request_actor(request), now=clock.now(), person_id=body.person_id)
