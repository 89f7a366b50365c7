"""Labels, statuses and fields of the workspace's own over REST."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, confirm, given, gone, made, read, tagged, write
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import LabelName, StatusName
from pilothouse.roadmap.contracts import Colour, FieldKind, Status

router = Router()
FieldName = Annotated[str, Field(min_length=1, max_length=60)]
Words = Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=100)]
Formula = Annotated[str, Field(max_length=500)]


class LabelNew(Schema):
    """A label to add."""

    name: LabelName
    colour: Colour = "grey"


class LabelChange(Schema):
    """What to change of a label."""

    name: LabelName | None = None
    colour: Colour | None = None


class MergeInto(Schema):
    """The label that takes over."""

    into_id: Id


@router.get("/labels", response=list[contracts.Label], **read("list_labels", "Labels"))
def list_labels(request: HttpRequest) -> list[contracts.Label]:
    """By name, with how many items have each."""
    return list(queries.labels(actor=request_actor(request)))


@router.post("/labels", response={201: contracts.Label}, **write("add_label", "Add a label"))
def add_label(request: HttpRequest, response: HttpResponse, body: LabelNew) -> Answer[contracts.Label]:
    """Labels are also made by giving an item a new one."""
    return made(response, services.add_label(actor=request_actor(request), now=clock.now(), **body.dict()))


@router.get("/labels/{int:label_id}", response=contracts.Label, **read("get_label", "One label"))
def get_label(request: HttpRequest, response: HttpResponse, label_id: Id) -> contracts.Label:
    """With how many items have it."""
    return tagged(response, queries.label(actor=request_actor(request), id=label_id))


@router.patch("/labels/{int:label_id}", response=contracts.Label, **write("change_label", "Change a label"))
def change_label(
    request: HttpRequest, response: HttpResponse, label_id: Id, body: LabelChange, if_match: IfMatch
) -> contracts.Label:
    """Every item that has it shows the new name."""
    found = services.change_label(
        actor=request_actor(request),
        now=clock.now(),
        id=label_id,
        version=if_match,
        values=given(body, "name", "colour"),
    )
    return tagged(response, found)


@router.post(
    "/labels/{int:label_id}/merge", response=contracts.Label, **confirm("merge_label", "Merge a label")
)
def merge_label(
    request: HttpRequest, response: HttpResponse, label_id: Id, body: MergeInto, if_match: IfMatch
) -> contracts.Label:
    """Items get the other label, and this one is gone."""
    found = services.merge_label(
        actor=request_actor(request),
        now=clock.now(),
        id=label_id,
        version=if_match,
        into_id=body.into_id,
    )
    return tagged(response, found)


@router.delete("/labels/{int:label_id}", response={204: None}, **confirm("remove_label", "Remove a label"))
def remove_label(request: HttpRequest, label_id: Id, if_match: IfMatch) -> Any:
    """Items lose it."""
    services.remove_label(actor=request_actor(request), now=clock.now(), id=label_id, version=if_match)
    return gone()


class StatusNew(Schema):
    """A status to add, with what planning takes it for."""

    name: StatusName
    means: Status
    colour: Colour = "grey"


class StatusChange(Schema):
    """What to change of a status."""

    name: StatusName | None = None
    means: Status | None = None
    colour: Colour | None = None


@router.get("/statuses", response=list[contracts.OwnStatus], **read("list_statuses", "Statuses"))
def list_statuses(request: HttpRequest) -> list[contracts.OwnStatus]:
    """In order: the workspace's own, or the five built in."""
    return list(queries.statuses(actor=request_actor(request), counted=True))


@router.post("/statuses", response={201: contracts.OwnStatus}, **write("add_status", "Add a status"))
def add_status(request: HttpRequest, response: HttpResponse, body: StatusNew) -> Answer[contracts.OwnStatus]:
    """With the first one the five built in become statuses of the workspace, too."""
    return made(response, services.add_status(actor=request_actor(request), now=clock.now(), **body.dict()))


@router.get("/statuses/{int:status_id}", response=contracts.OwnStatus, **read("get_status", "One status"))
def get_status(request: HttpRequest, response: HttpResponse, status_id: Id) -> contracts.OwnStatus:
    """With how many items have it."""
    return tagged(response, queries.status(actor=request_actor(request), id=status_id))


@router.patch(
    "/statuses/{int:status_id}", response=contracts.OwnStatus, **write("change_status", "Change a status")
)
def change_status(
    request: HttpRequest,
    response: HttpResponse,
    status_id: Id,
    body: StatusChange,
    if_match: IfMatch,
) -> contracts.OwnStatus:
    """With another meaning its items mean that, too."""
    found = services.change_status(
        actor=request_actor(request),
        now=clock.now(),
        id=status_id,
        version=if_match,
        values=given(body, "name", "means", "colour"),
    )
    return tagged(response, found)


@router.delete(
    "/statuses/{int:status_id}", response={204: None}, **confirm("remove_status", "Remove a status")
)
def remove_status(request: HttpRequest, status_id: Id, if_match: IfMatch) -> Any:
    """Its items take the first other of the same meaning; the last of a meaning is refused."""
    services.remove_status(actor=request_actor(request), now=clock.now(), id=status_id, version=if_match)
    return gone()


class CustomFieldNew(Schema):
    """A custom field to add."""

    name: FieldName
    kind: FieldKind
    choices: Words = []
    formula: Formula = ""


class CustomFieldChange(Schema):
    """What to change of a custom field."""

    name: FieldName | None = None
    choices: Words | None = None
    formula: Formula | None = None


@router.get(
    "/custom-fields", response=list[contracts.CustomField], **read("list_custom_fields", "Custom fields")
)
def list_custom_fields(request: HttpRequest) -> list[contracts.CustomField]:
    """In their order, with how many items have a value."""
    return list(queries.custom_fields(actor=request_actor(request), counted=True))


@router.post(
    "/custom-fields",
    response={201: contracts.CustomField},
    **write("add_custom_field", "Add a custom field"),
)
def add_custom_field(
    request: HttpRequest, response: HttpResponse, body: CustomFieldNew
) -> Answer[contracts.CustomField]:
    """A formula is computed for every item at once."""
    return made(
        response, services.add_custom_field(actor=request_actor(request), now=clock.now(), **body.dict())
    )


@router.get(
    "/custom-fields/{int:field_id}",
    response=contracts.CustomField,
    **read("get_custom_field", "One custom field"),
)
def get_custom_field(request: HttpRequest, response: HttpResponse, field_id: Id) -> contracts.CustomField:
    """With how many items have a value."""
    return tagged(response, queries.custom_field(actor=request_actor(request), id=field_id))


@router.patch(
    "/custom-fields/{int:field_id}",
    response=contracts.CustomField,
    **write("change_custom_field", "Change a custom field"),
)
def change_custom_field(
    request: HttpRequest,
    response: HttpResponse,
    field_id: Id,
    body: CustomFieldChange,
    if_match: IfMatch,
) -> contracts.CustomField:
    """Its kind and its name in formulas stay."""
    found = services.change_custom_field(
        actor=request_actor(request),
        now=clock.now(),
        id=field_id,
        version=if_match,
        values=given(body, "name", "choices", "formula"),
    )
    return tagged(response, found)


@router.delete(
    "/custom-fields/{int:field_id}",
    response={204: None},
    **confirm("remove_custom_field", "Remove a custom field"),
)
def remove_custom_field(request: HttpRequest, field_id: Id, if_match: IfMatch) -> Any:
    """Items lose what they have in it."""
    services.remove_custom_field(actor=request_actor(request), now=clock.now(), id=field_id, version=if_match)
    return gone()
