"""Dependencies over REST."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.roadmap import services
from pilothouse.roadmap.api.sent import Edge, Lag, write

router = Router()


class DependencyNew(Schema):
    """`successor` waits for `predecessor`; both are keys of items."""

    predecessor: Annotated[str, Field(min_length=1, max_length=40)]
    successor: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Edge = "FS"
    lag_days: Lag = 0.0


class DependencyOut(Schema):
    """The number of the new dependency."""

    id: int


@router.post(
    "/dependencies", response={201: DependencyOut}, **write("add_dependency", "Let an item wait for another")
)
def add_dependency(request: HttpRequest, body: DependencyNew) -> Any:
    """A circle is refused and named."""
    number = services.add_dependency(actor=request_actor(request), now=clock.now(), **body.dict())
    return Status(201, {"id": number})


@router.delete(
    "/dependencies/{int:dependency_id}",
    response={204: None},
    **write("remove_dependency", "Let an item wait no longer"),
)
def remove_dependency(request: HttpRequest, dependency_id: int) -> Any:
    """The items stay."""
    services.remove_dependency(actor=request_actor(request), now=clock.now(), id=dependency_id)
    return Status(204, None)
