"""Contacts over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import schemas as s

router = Router()
ONE = "/contacts/{int:contact_id}"
_NEVER_NULL = ("name", "email", "title", "consent", "notes")


@router.get("/contacts", response=Page[contracts.Contact], **read("list_contacts", "Contacts, by name"))
def list_contacts(request: HttpRequest, wanted: Query[s.ContactFilter]) -> Page[contracts.Contact]:
    """Those who were erased are left out."""
    values = wanted.dict() | {"consent": wanted.consent or ""}
    return queries.contacts(actor=request_actor(request), **values)


@router.post("/contacts", response={201: contracts.Contact}, **write("add_contact", "Add a contact"))
def add_contact(
    request: HttpRequest, response: HttpResponse, new: s.ContactFields
) -> Status[contracts.Contact]:
    """A name or an e-mail is needed; the e-mail is unique within the workspace."""
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_contact(actor=request_actor(request), now=clock.now(), **values))


@router.get(ONE, response=contracts.Contact, **read("get_contact", "One contact"))
def get_contact(request: HttpRequest, response: HttpResponse, contact_id: Id) -> contracts.Contact:
    return tagged(response, queries.contact(actor=request_actor(request), id=contact_id))


@router.patch(ONE, response=contracts.Contact, **write("change_contact", "Change a contact"))
def change_contact(
    request: HttpRequest, response: HttpResponse, contact_id: Id, change: s.ContactFields, if_match: IfMatch
) -> contracts.Contact:
    values = given(change, *_NEVER_NULL)
    row = services.change_contact(
        actor=request_actor(request), now=clock.now(), id=contact_id, version=if_match, values=values
    )
    return tagged(response, row)


@router.post(
    f"{ONE}/erase",
    response=contracts.Contact,
    **confirm("erase_contact", "Erase a contact for good"),
)
def erase_contact(
    request: HttpRequest, response: HttpResponse, contact_id: Id, body: s.ErasureReason, if_match: IfMatch
) -> contracts.Contact:
    """Name, e-mail, title and notes go and cannot be restored. For owners."""
    row = services.erase_contact(
        actor=request_actor(request), now=clock.now(), id=contact_id, version=if_match, why=body.why
    )
    return tagged(response, row)
