"""Releases over REST."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.api.sent import IfMatch, Number, read, write

router = Router()


class ReleaseNew(Schema):
    """A release to add."""

    product_id: Number
    name: Annotated[str, Field(min_length=1, max_length=255)]
    target_on: date | None = None
    description: Annotated[str, Field(max_length=10_000)] = ""
    growing: bool = False


class ReleaseChange(Schema):
    """Fields to change."""

    name: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    target_on: date | None = None
    released_on: date | None = None
    description: Annotated[str, Field(max_length=10_000)] | None = None
    growing: bool = False


@router.get(
    "/releases", response=list[dict[str, Any]], **read("list_releases", "Releases with their chances")
)
def list_releases(request: HttpRequest, product: int | None = None) -> Any:
    """By target date."""
    return [asdict(row) for row in queries.releases(actor=request_actor(request), product_id=product)]


@router.post("/releases", response={201: dict[str, Any]}, **write("add_release", "Add a release"))
def add_release(request: HttpRequest, response: HttpResponse, body: ReleaseNew) -> Any:
    """Its name is unique within the product."""
    found = services.add_release(actor=request_actor(request), now=clock.now(), **body.dict())
    response["ETag"] = etag(found.version)
    return Status(201, asdict(found))


@router.get("/releases/{int:release_id}", response=dict[str, Any], **read("get_release", "One release"))
def get_release(request: HttpRequest, response: HttpResponse, release_id: int) -> Any:
    """With its forecast and drivers."""
    found = queries.release(actor=request_actor(request), id=release_id)
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.patch(
    "/releases/{int:release_id}", response=dict[str, Any], **write("change_release", "Change a release")
)
def change_release(
    request: HttpRequest,
    response: HttpResponse,
    release_id: int,
    body: ReleaseChange,
    if_match: IfMatch = None,
) -> Any:
    """Fields that are left out stay."""
    values = body.dict(exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name.endswith("_on")}
    found = services.change_release(
        actor=request_actor(request),
        now=clock.now(),
        id=release_id,
        version=parse_etag(if_match),
        values=values,
    )
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.delete(
    "/releases/{int:release_id}",
    response={204: None},
    **write("remove_release", "Remove a release", "confirm"),
)
def remove_release(request: HttpRequest, release_id: int, if_match: IfMatch = None) -> Any:
    """Its items stay."""
    services.remove_release(
        actor=request_actor(request), now=clock.now(), id=release_id, version=parse_etag(if_match)
    )
    return Status(204, None)
