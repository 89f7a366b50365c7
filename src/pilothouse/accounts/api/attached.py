"""Files and links over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, File, Form, Query, Router, Status
from ninja.files import UploadedFile

from pilothouse.accounts import contracts, queries, services
from pilothouse.accounts.serving import served
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, IfMatch, Schema, confirm, gone, made, read, tagged, untooled, write

router = Router()
ONE = "/attachments/{int:attachment_id}"

Subject = Annotated[str, Field(max_length=60, description="Such as roadmap.item:42")]


class LinkNew(Schema):
    """An address and what to call it."""

    subject: Subject
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    name: Annotated[str, Field(max_length=200)] = ""


class FileNew(Schema):
    """What the file belongs to."""

    subject: Subject = ""  # missing, it is refused after the role was asked


@router.get(
    "/attachments",
    response=list[contracts.Attachment],
    **read("list_attachments", "Files and links of a thing"),
)
def list_attachments(
    request: HttpRequest, subject: Annotated[str, Query(max_length=60)] = ""
) -> list[contracts.Attachment]:
    """Without `subject` those of the workspace, the newest first, at most 500."""
    actor = request_actor(request)
    if not subject:
        return list(queries.newest_attachments(actor=actor))
    return list(queries.attachments(actor=actor, about=Ref.parse(subject)))


@router.post("/links", response={201: contracts.Attachment}, **write("add_link", "Add a link to a thing"))
def add_link(request: HttpRequest, response: HttpResponse, new: LinkNew) -> Status[contracts.Attachment]:
    """Of a page, with http or https; nothing is fetched from it."""
    actor, about = request_actor(request), Ref.parse(new.subject)
    row = services.add_link(actor=actor, now=clock.now(), about=about, name=new.name, url=new.url)
    return made(response, row)


@router.post(
    "/attachments", response={201: contracts.Attachment}, **untooled("add_file", "Attach a file to a thing")
)
def add_file(
    request: HttpRequest,
    response: HttpResponse,
    form: Form[FileNew],
    file: Annotated[UploadedFile | None, File(description="At most 25 MiB")] = None,
) -> Status[contracts.Attachment]:
    """As multipart/form-data, in the part named `file`. Programs are refused."""
    actor = request_actor(request)
    actor.require(Role.EDITOR)
    if file is None:
        raise Invalid("No file was sent.", where="file", cure="Send it as multipart/form-data.")
    row = services.add_file(
        actor=actor,
        now=clock.now(),
        about=Ref.parse(form.subject),
        name=file.name or "file",
        chunks=file.chunks(),
    )
    return made(response, row)


@router.get(ONE, response=contracts.Attachment, **read("get_attachment", "One file or link"))
def get_attachment(request: HttpRequest, response: HttpResponse, attachment_id: Id) -> contracts.Attachment:
    return tagged(response, queries.attachment(actor=request_actor(request), id=attachment_id))


@router.get(ONE + "/content", **read("get_attachment_content", "The bytes of a file"))
def get_attachment_content(request: HttpRequest, attachment_id: Id) -> HttpResponseBase:
    """To be saved; a link has none."""
    actor = request_actor(request)
    row = queries.attachment(actor=actor, id=attachment_id)
    return served(row, queries.attachment_bytes(actor=actor, id=attachment_id))


@router.delete(ONE, response={204: None}, **confirm("remove_attachment", "Remove a file or a link"))
def remove_attachment(request: HttpRequest, attachment_id: Id, if_match: IfMatch) -> Status[None]:
    """Its bytes stay in the store, so that it can be restored."""
    actor, version = request_actor(request), if_match
    services.remove_attachment(actor=actor, now=clock.now(), id=attachment_id, version=version)
    return gone()
