"""Hand-offs over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, confirm, read, write
from pilothouse.vision import contracts, queries, services
from pilothouse.vision.schemas import handoffs as s

router = Router()


@router.get(
    "/blueprints/{int:blueprint_id}/handoffs",
    response=list[contracts.ListedHandoff],
    **read("list_handoffs", "Hand-offs of a blueprint without their content, newest first"),
)
def list_handoffs(request: HttpRequest, blueprint_id: Id) -> list[contracts.ListedHandoff]:
    actor = request_actor(request)
    queries.blueprint(actor=actor, id=blueprint_id)
    return list(queries.handoffs(actor=actor, blueprint_id=blueprint_id))


@router.post(
    "/blueprints/{int:blueprint_id}/handoffs",
    response={201: contracts.Handoff},
    **confirm("hand_over", "Hand a finalised blueprint to teams"),
)
def hand_over(request: HttpRequest, blueprint_id: Id, new: s.HandoffNew) -> Status[contracts.Handoff]:
    """What is handed over never changes."""
    row = services.hand_over(
        actor=request_actor(request), now=clock.now(), blueprint_id=blueprint_id, **new.dict()
    )
    return Status(201, row)


@router.get(
    "/handoffs/{int:handoff_id}",
    response=contracts.Handoff,
    **read("get_handoff", "One hand-off with all that was handed over"),
)
def get_handoff(request: HttpRequest, handoff_id: Id) -> contracts.Handoff:
    return queries.handoff(actor=request_actor(request), id=handoff_id)


@router.get(
    "/handoffs/{int:handoff_id}/difference",
    response=contracts.Difference,
    **read("compare_handoffs", "What differs from an earlier hand-off of the same blueprint"),
)
def compare_handoffs(
    request: HttpRequest,
    handoff_id: Id,
    against: Annotated[int, Query(ge=1, le=2**31 - 1, description="Number of the earlier one")] = 1,
) -> contracts.Difference:
    actor = request_actor(request)
    row = queries.handoff(actor=actor, id=handoff_id)
    before = queries.handoff_numbered(actor=actor, blueprint_id=row.blueprint_id, number=against)
    return services.what_differs(before=before, after=row)


@router.post(
    "/handoffs/{int:handoff_id}/acknowledgements/{int:acknowledgement_id}",
    response=contracts.Handoff,
    **write("acknowledge_handoff", "Say for a team that it has read a hand-off"),
)
def acknowledge_handoff(
    request: HttpRequest, handoff_id: Id, acknowledgement_id: Id, words: s.Note
) -> contracts.Handoff:
    return services.acknowledge_handoff(
        actor=request_actor(request),
        now=clock.now(),
        id=handoff_id,
        acknowledgement_id=acknowledgement_id,
        note=words.note,
    )
