"""Portals and their entries over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import portal_schemas as s

router = Router()
ONE = "/portals/{int:portal_id}"
ENTRY = "/portal-entries/{int:portal_entry_id}"
_OF_PORTAL = ("title", "intro", "takes_posts", "takes_votes")
_OF_ENTRY = ("title", "text", "status", "is_published")


@router.get("/portals", response=list[contracts.Portal], **read("list_portals", "Public pages of products"))
def list_portals(request: HttpRequest) -> list[contracts.Portal]:
    return list(queries.portals(actor=request_actor(request)))


@router.post("/portals", response={201: contracts.Portal}, **write("add_portal", "Open a public page"))
def add_portal(request: HttpRequest, response: HttpResponse, new: s.PortalNew) -> Status[contracts.Portal]:
    """Whoever has its address sees what is published, and may send feedback and vote."""
    values = given(new, *_OF_PORTAL)
    return made(response, services.add_portal(actor=request_actor(request), now=clock.now(), **values))


@router.patch(ONE, response=contracts.Portal, **write("change_portal", "Change a public page"))
def change_portal(
    request: HttpRequest, response: HttpResponse, portal_id: Id, change: s.PortalChange, if_match: IfMatch
) -> contracts.Portal:
    row = services.change_portal(
        actor=request_actor(request),
        now=clock.now(),
        id=portal_id,
        version=if_match,
        values=given(change, *_OF_PORTAL),
    )
    return tagged(response, row)


@router.post(
    f"{ONE}/revoke",
    response=contracts.Portal,
    **confirm("revoke_portal", "Close the address of a public page for good"),
)
def revoke_portal(request: HttpRequest, portal_id: Id) -> contracts.Portal:
    """What came in stays."""
    return services.revoke_portal(actor=request_actor(request), now=clock.now(), id=portal_id)


@router.get(
    f"{ONE}/entries",
    response=list[contracts.PortalEntry],
    **read("list_portal_entries", "What a public page holds, with votes"),
)
def list_portal_entries(request: HttpRequest, portal_id: Id) -> list[contracts.PortalEntry]:
    """Also what is not published. Only confirmed votes count."""
    actor = request_actor(request)
    queries.portal(actor=actor, id=portal_id)
    return list(queries.portal_entries(actor=actor, portal=portal_id))


@router.post(
    f"{ONE}/entries",
    response={201: contracts.PortalEntry},
    **write("add_portal_entry", "Write an entry of a public page"),
)
def add_portal_entry(
    request: HttpRequest, response: HttpResponse, portal_id: Id, new: s.PortalEntryNew
) -> Status[contracts.PortalEntry]:
    """Nobody outside sees it before it is published."""
    actor, values = request_actor(request), given(new, *_OF_ENTRY)
    return made(response, services.add_entry(actor=actor, now=clock.now(), portal_id=portal_id, **values))


@router.patch(
    ENTRY,
    response=contracts.PortalEntry,
    **write("change_portal_entry", "Change, publish or hide an entry of a public page"),
)
def change_portal_entry(
    request: HttpRequest,
    response: HttpResponse,
    portal_entry_id: Id,
    change: s.PortalEntryChange,
    if_match: IfMatch,
) -> contracts.PortalEntry:
    row = services.change_entry(
        actor=request_actor(request),
        now=clock.now(),
        id=portal_entry_id,
        version=if_match,
        values=given(change, *_OF_ENTRY),
    )
    return tagged(response, row)


@router.delete(
    ENTRY,
    response={204: None},
    **confirm("remove_portal_entry", "Put an entry of a public page with its votes into the trash"),
)
def remove_portal_entry(request: HttpRequest, portal_entry_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_entry(actor=request_actor(request), now=clock.now(), id=portal_entry_id, version=if_match)
    return gone()
