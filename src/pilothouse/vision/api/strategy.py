"""Objectives with key results, and personas over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.vision import contracts, queries, services
from pilothouse.vision.schemas import strategy as s

router = Router()


@router.get(
    "/products/{int:product_id}/objectives",
    response=list[contracts.Objective],
    **read("list_objectives", "Objectives of a product"),
)
def list_objectives(request: HttpRequest, product_id: Id) -> list[contracts.Objective]:
    actor = request_actor(request)
    queries.product(actor=actor, id=product_id)
    return list(queries.objectives(actor=actor, product_id=product_id))


@router.post(
    "/products/{int:product_id}/objectives",
    response={201: contracts.Objective},
    **write("add_objective", "Add an objective"),
)
def add_objective(
    request: HttpRequest, response: HttpResponse, product_id: Id, new: s.ObjectiveNew
) -> Status[contracts.Objective]:
    row = services.add_objective(
        actor=request_actor(request), now=clock.now(), product_id=product_id, values=new.dict()
    )
    return made(response, row)


@router.get(
    "/objectives/{int:objective_id}",
    response=contracts.Objective,
    **read("get_objective", "One objective"),
)
def get_objective(request: HttpRequest, response: HttpResponse, objective_id: Id) -> contracts.Objective:
    return tagged(response, queries.objective(actor=request_actor(request), id=objective_id))


@router.patch(
    "/objectives/{int:objective_id}",
    response=contracts.Objective,
    **write("change_objective", "Change an objective"),
)
def change_objective(
    request: HttpRequest,
    response: HttpResponse,
    objective_id: Id,
    change: s.ObjectiveChange,
    if_match: IfMatch,
) -> contracts.Objective:
    changed = services.change_objective(
        actor=request_actor(request),
        now=clock.now(),
        id=objective_id,
        version=if_match,
        values=given(change, "title", "description"),
    )
    return tagged(response, changed)


@router.delete(
    "/objectives/{int:objective_id}",
    response={204: None},
    **confirm("remove_objective", "Remove an objective with its key results"),
)
def remove_objective(request: HttpRequest, objective_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_objective(
        actor=request_actor(request), now=clock.now(), id=objective_id, version=if_match
    )
    return gone()


@router.get(
    "/products/{int:product_id}/personas",
    response=list[contracts.Persona],
    **read("list_personas", "Personas of a product"),
)
def list_personas(request: HttpRequest, product_id: Id) -> list[contracts.Persona]:
    actor = request_actor(request)
    queries.product(actor=actor, id=product_id)
    return list(queries.personas(actor=actor, product_id=product_id))


@router.post(
    "/products/{int:product_id}/personas",
    response={201: contracts.Persona},
    **write("add_persona", "Add a persona"),
)
def add_persona(
    request: HttpRequest, response: HttpResponse, product_id: Id, new: s.PersonaNew
) -> Status[contracts.Persona]:
    row = services.add_persona(
        actor=request_actor(request), now=clock.now(), product_id=product_id, values=new.dict()
    )
    return made(response, row)


@router.get(
    "/personas/{int:persona_id}",
    response=contracts.Persona,
    **read("get_persona", "One persona"),
)
def get_persona(request: HttpRequest, response: HttpResponse, persona_id: Id) -> contracts.Persona:
    return tagged(response, queries.persona(actor=request_actor(request), id=persona_id))


@router.patch(
    "/personas/{int:persona_id}",
    response=contracts.Persona,
    **write("change_persona", "Change a persona"),
)
def change_persona(
    request: HttpRequest,
    response: HttpResponse,
    persona_id: Id,
    change: s.PersonaChange,
    if_match: IfMatch,
) -> contracts.Persona:
    changed = services.change_persona(
        actor=request_actor(request),
        now=clock.now(),
        id=persona_id,
        version=if_match,
        values=given(change, "name", "description", "goals", "pains"),
    )
    return tagged(response, changed)


@router.delete(
    "/personas/{int:persona_id}",
    response={204: None},
    **confirm("remove_persona", "Remove a persona"),
)
def remove_persona(request: HttpRequest, persona_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_persona(actor=request_actor(request), now=clock.now(), id=persona_id, version=if_match)
    return gone()


@router.post(
    "/objectives/{int:objective_id}/key-results",
    response={201: contracts.KeyResult},
    **write("add_key_result", "Add a key result to an objective"),
)
def add_key_result(
    request: HttpRequest, response: HttpResponse, objective_id: Id, new: s.KeyResultNew
) -> Status[contracts.KeyResult]:
    row = services.add_key_result(
        actor=request_actor(request), now=clock.now(), objective_id=objective_id, values=new.dict()
    )
    return made(response, row)


@router.get(
    "/key-results/{int:key_result_id}",
    response=contracts.KeyResult,
    **read("get_key_result", "One key result"),
)
def get_key_result(request: HttpRequest, response: HttpResponse, key_result_id: Id) -> contracts.KeyResult:
    return tagged(response, queries.key_result(actor=request_actor(request), id=key_result_id))


@router.patch(
    "/key-results/{int:key_result_id}",
    response=contracts.KeyResult,
    **write("change_key_result", "Change a key result, its latest figure among them"),
)
def change_key_result(
    request: HttpRequest,
    response: HttpResponse,
    key_result_id: Id,
    change: s.KeyResultChange,
    if_match: IfMatch,
) -> contracts.KeyResult:
    changed = services.change_key_result(
        actor=request_actor(request),
        now=clock.now(),
        id=key_result_id,
        version=if_match,
        values=given(change, "title", "metric", "unit", "source"),
    )
    return tagged(response, changed)


@router.delete(
    "/key-results/{int:key_result_id}",
    response={204: None},
    **confirm("remove_key_result", "Remove a key result"),
)
def remove_key_result(request: HttpRequest, key_result_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_key_result(
        actor=request_actor(request), now=clock.now(), id=key_result_id, version=if_match
    )
    return gone()
