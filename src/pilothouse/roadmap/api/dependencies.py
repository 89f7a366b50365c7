"""Dependencies over REST."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, Schema, gone, write
from pilothouse.roadmap import contracts, services
from pilothouse.roadmap.api.sent import Key
from pilothouse.roadmap.contracts import Edge

router = Router()


class DependencyNew(Schema):
    """`successor` waits for `predecessor`; both are keys of items."""

    predecessor: Key
    successor: Key
    kind: Edge = "FS"
    lag_days: Annotated[float, Field(ge=-2000, le=2000)] = 0.0


@router.post(
    "/dependencies",
    response={201: contracts.Dependency},
    **write("add_dependency", "Let an item wait for another"),
)
def add_dependency(request: HttpRequest, body: DependencyNew) -> Answer[contracts.Dependency]:
    """A circle is refused and named."""
    sent = body.dict()
    number = services.add_dependency(actor=request_actor(request), now=clock.now(), **sent)
    return Answer(201, contracts.Dependency(id=number, **sent))


@router.delete(
    "/dependencies/{int:dependency_id}",
    response={204: None},
    **write("remove_dependency", "Let an item wait no longer"),
)
def remove_dependency(request: HttpRequest, dependency_id: Id) -> Any:
    """The items stay."""
    services.remove_dependency(actor=request_actor(request), now=clock.now(), id=dependency_id)
    return gone()
