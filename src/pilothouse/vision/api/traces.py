"""Statements and their traces over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, read, tagged, write
from pilothouse.vision import contracts, queries, services
from pilothouse.vision.schemas import blueprints as s

router = Router()


@router.get(
    "/blueprints/{int:blueprint_id}/statements",
    response=list[contracts.Statement],
    **read("list_statements", "Statements of a blueprint with what they are traced to"),
)
def list_statements(request: HttpRequest, blueprint_id: Id) -> list[contracts.Statement]:
    """Those taken out of the text come last while something is still traced to them."""
    return list(queries.statements(actor=request_actor(request), id=blueprint_id, removed=True))


@router.post(
    "/blueprints/{int:blueprint_id}/traces",
    response={201: contracts.Statement},
    **write("trace_statement", "Say that an item or a statement delivers a statement"),
)
def trace_statement(request: HttpRequest, blueprint_id: Id, new: s.TraceNew) -> Status[contracts.Statement]:
    row = services.trace_statement(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, **new.dict()
    )
    return Status(201, row)


@router.delete(
    "/blueprints/{int:blueprint_id}/traces/{int:trace_id}",
    response=contracts.Statement,
    **confirm("untrace_statement", "Take a trace away"),
)
def untrace_statement(request: HttpRequest, blueprint_id: Id, trace_id: Id) -> contracts.Statement:
    return services.untrace_statement(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, trace_id=trace_id
    )


@router.post(
    "/blueprints/{int:blueprint_id}/traces/{int:trace_id}/confirm",
    response=contracts.Statement,
    **write("confirm_trace", "Say that a suspect trace still holds"),
)
def confirm_trace(
    request: HttpRequest, blueprint_id: Id, trace_id: Id, if_match: IfMatch
) -> contracts.Statement:
    """`If-Match` is the ETag of the blueprint in which the statement was read."""
    return services.confirm_trace(
        actor=request_actor(request),
        now=clock.now(),
        id=blueprint_id,
        version=if_match,
        trace_id=trace_id,
    )


@router.post(
    "/blueprints/{int:blueprint_id}/keys",
    response=contracts.Blueprint,
    **write("write_keys", "Write the key of every statement into the text"),
)
def write_keys(
    request: HttpRequest, response: HttpResponse, blueprint_id: Id, if_match: IfMatch
) -> contracts.Blueprint:
    changed = services.write_keys(
        actor=request_actor(request), now=clock.now(), id=blueprint_id, version=if_match
    )
    return tagged(response, changed)
