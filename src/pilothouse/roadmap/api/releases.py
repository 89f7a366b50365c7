"""Releases over REST."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, confirm, given, gone, made, read, tagged, write
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import Description, Name, OfProduct, Why, products_of

router = Router()


class ReleaseNew(Schema):
    """A release to add."""

    product_id: Id
    name: Name
    target_on: date | None = None
    description: Description = ""
    growing: bool = False


class ReleaseChange(Schema):
    """Fields to change."""

    name: Name | None = None
    target_on: date | None = None
    released_on: date | None = None
    description: Description | None = None
    growing: bool = False
    why: Why = ""


@router.get(
    "/releases", response=list[contracts.Release], **read("list_releases", "Releases with their chances")
)
def list_releases(request: HttpRequest, product: OfProduct = None) -> list[contracts.Release]:
    """By target date."""
    actor = request_actor(request)
    return list(queries.releases(actor=actor, product_id=products_of(actor, product)))


@router.post("/releases", response={201: contracts.Release}, **write("add_release", "Add a release"))
def add_release(request: HttpRequest, response: HttpResponse, body: ReleaseNew) -> Answer[contracts.Release]:
    """Its name is unique within the product."""
    return made(response, services.add_release(actor=request_actor(request), now=clock.now(), **body.dict()))


@router.get("/releases/{int:release_id}", response=contracts.Release, **read("get_release", "One release"))
def get_release(request: HttpRequest, response: HttpResponse, release_id: Id) -> contracts.Release:
    """With its forecast and drivers."""
    return tagged(response, queries.release(actor=request_actor(request), id=release_id))


@router.patch(
    "/releases/{int:release_id}", response=contracts.Release, **write("change_release", "Change a release")
)
def change_release(
    request: HttpRequest, response: HttpResponse, release_id: Id, body: ReleaseChange, if_match: IfMatch
) -> contracts.Release:
    """Fields that are left out stay; `why` is kept with the change."""
    values = given(body, "name", "description")
    found = services.change_release(
        actor=request_actor(request),
        now=clock.now(),
        id=release_id,
        version=if_match,
        why=values.pop("why", ""),
        values=values,
    )
    return tagged(response, found)


@router.delete(
    "/releases/{int:release_id}", response={204: None}, **confirm("remove_release", "Remove a release")
)
def remove_release(request: HttpRequest, release_id: Id, if_match: IfMatch) -> Any:
    """Its items stay."""
    services.remove_release(actor=request_actor(request), now=clock.now(), id=release_id, version=if_match)
    return gone()
