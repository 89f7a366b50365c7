"""Questions over REST."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.kit.subjects import subject
from pilothouse.risk import contracts, queries, services
from pilothouse.risk import schemas as s

router = Router()
ONE = "/uncertainties/{int:uncertainty_id}"
_NEVER_NULL = (
    "question", "detail", "blocking", "part", "items", "wrong", "wrong_days", "wrong_cents", "instead",
    "test", "test_days", "test_cents",
)  # fmt: skip


def _about(request: HttpRequest, id: Id, version: int | None) -> dict[str, Any]:
    """What every change of one uncertainty is told."""
    return {"actor": request_actor(request), "now": clock.now(), "id": id, "version": version}


@router.get(
    "/uncertainties",
    response=list[contracts.Uncertainty],
    **read("list_uncertainties", "Uncertainties, the one to ask first at the top"),
)
def list_uncertainties(
    request: HttpRequest,
    scope: Annotated[str, Query(max_length=60, description="Such as vision.product:3")] = "",
    about: Annotated[str, Query(max_length=60, description="Such as vision.blueprint:7")] = "",
    state: Annotated[s.State | None, Query()] = None,
) -> list[contracts.Uncertainty]:
    """Of one product with `scope`; with `about` those about a blueprint and those about all of it."""
    actor = request_actor(request)
    for ref in filter(None, (scope, about)):
        subject(actor=actor, ref=Ref.parse(ref))
    return list(
        queries.uncertainties(
            actor=actor,
            scope=Ref.parse(scope) if scope else None,
            about=Ref.parse(about) if about else None,
            state=state or "",
        )
    )


@router.post(
    "/uncertainties",
    response={201: contracts.Uncertainty},
    **write("raise_uncertainty", "Ask an open question"),
)
def raise_uncertainty(
    request: HttpRequest, response: HttpResponse, new: s.UncertaintyNew
) -> Status[contracts.Uncertainty]:
    actor = request_actor(request)
    values = new.dict(exclude={"scope"})
    row = services.raise_uncertainty(actor=actor, now=clock.now(), scope=Ref.parse(new.scope), values=values)
    return made(response, row)


@router.get(ONE, response=contracts.Uncertainty, **read("get_uncertainty", "One uncertainty"))
def get_uncertainty(
    request: HttpRequest, response: HttpResponse, uncertainty_id: Id
) -> contracts.Uncertainty:
    return tagged(response, queries.uncertainty(actor=request_actor(request), id=uncertainty_id))


@router.patch(ONE, response=contracts.Uncertainty, **write("change_uncertainty", "Change an uncertainty"))
def change_uncertainty(
    request: HttpRequest,
    response: HttpResponse,
    uncertainty_id: Id,
    change: s.UncertaintyChange,
    if_match: IfMatch,
) -> contracts.Uncertainty:
    about = _about(request, uncertainty_id, if_match)
    return tagged(response, services.change_uncertainty(**about, values=given(change, *_NEVER_NULL)))


@router.delete(
    ONE, response={204: None}, **confirm("remove_uncertainty", "Remove an uncertainty with its evidence")
)
def remove_uncertainty(request: HttpRequest, uncertainty_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_uncertainty(**_about(request, uncertainty_id, if_match))
    return gone()


@router.post(
    f"{ONE}/resolve",
    response=contracts.Uncertainty,
    **write("resolve_uncertainty", "Answer an open question; needs evidence"),
)
def resolve_uncertainty(
    request: HttpRequest,
    response: HttpResponse,
    uncertainty_id: Id,
    words: s.Resolution,
    if_match: IfMatch,
) -> contracts.Uncertainty:
    about = _about(request, uncertainty_id, if_match)
    return tagged(response, services.resolve_uncertainty(**about, resolution=words.resolution))


@router.post(
    f"{ONE}/accept",
    response=contracts.Uncertainty,
    **write("accept_uncertainty", "Go on without an answer"),
)
def accept_uncertainty(
    request: HttpRequest,
    response: HttpResponse,
    uncertainty_id: Id,
    words: s.Reasoning,
    if_match: IfMatch,
) -> contracts.Uncertainty:
    about = _about(request, uncertainty_id, if_match)
    return tagged(response, services.accept_uncertainty(**about, why=words.why))


@router.post(f"{ONE}/reopen", response=contracts.Uncertainty, **write("reopen_uncertainty", "Ask again"))
def reopen_uncertainty(
    request: HttpRequest,
    response: HttpResponse,
    uncertainty_id: Id,
    words: s.Reasoning,
    if_match: IfMatch,
) -> contracts.Uncertainty:
    about = _about(request, uncertainty_id, if_match)
    return tagged(response, services.reopen_uncertainty(**about, why=words.why))


@router.post(
    f"{ONE}/evidence",
    response={201: contracts.Uncertainty},
    **write("add_evidence", "Write down what was found out"),
)
def add_evidence(
    request: HttpRequest, response: HttpResponse, uncertainty_id: Id, new: s.EvidenceNew
) -> Status[contracts.Uncertainty]:
    actor = request_actor(request)
    return made(
        response,
        services.add_evidence(actor=actor, now=clock.now(), id=uncertainty_id, **new.dict()),
    )
