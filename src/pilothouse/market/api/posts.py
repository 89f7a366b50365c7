"""What came in from outside over REST, and the way in for programs."""

from __future__ import annotations

from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import MEMBERS, Id, read, untooled, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import portal_schemas as s
from pilothouse.market.auth import KeyAuth

router = Router()


@router.post(
    "/intake",
    response={202: contracts.Received},
    auth=[KeyAuth(), *MEMBERS],
    **untooled("send_post", "Send in what somebody said; it waits for a member"),
)
def send_post(request: HttpRequest, new: s.PostNew) -> Status[contracts.Received]:
    """For programs, with a key that may do nothing else (`Authorization: Bearer pli_…`), or a token of an
    editor. At most 3,000 an hour of one key; at most 20 of one sender wait."""
    found = services.post_by_program(actor=request_actor(request), now=clock.now(), **new.dict())
    return Status(202, found)


@router.get("/posts", response=Page[contracts.Post], **read("list_posts", "What came in from outside"))
def list_posts(request: HttpRequest, wanted: Query[s.PostFilter]) -> Page[contracts.Post]:
    narrow = queries.NarrowPosts(text=wanted.text, state=wanted.state, way=wanted.way)
    return queries.posts(actor=request_actor(request), narrow=narrow, page=wanted.page, size=wanted.size)


@router.post(
    "/posts/settle",
    response=contracts.ManyChanged,
    **write("settle_posts", "Accept or reject posts, or mark them as spam"),
)
def settle_posts(request: HttpRequest, body: s.PostsSettled) -> contracts.ManyChanged:
    """What is accepted stands in the inbox as new feedback; accepted no more, it lies in the trash."""
    actor = request_actor(request)
    return services.settle_posts(actor=actor, now=clock.now(), ids=body.ids, state=body.state)


@router.post(
    "/posts/mailbox",
    response=contracts.MailTaken,
    **untooled("bring_mailbox", "Bring in a mailbox; its messages wait for a member"),
)
def bring_mailbox(
    request: HttpRequest,
    file: Annotated[UploadedFile | None, File(description="A mailbox as mbox, 20 MB at most")] = None,
) -> contracts.MailTaken:
    """The same file again changes nothing. What cannot be read is named; all else is taken."""
    actor = request_actor(request)
    actor.require(Role.EDITOR)
    if file is None:
        cure = "Send it as multipart/form-data, in the part named file."
        raise Invalid("No file was sent.", where="file", cure=cure)
    stream = cast("BinaryIO", file)
    return services.take_uploaded(actor=actor, now=clock.now(), stream=stream, size=file.size or 0)


@router.get(
    "/intake-keys",
    response=list[contracts.IntakeKey],
    **read("list_intake_keys", "Keys of programs that send feedback"),
)
def list_intake_keys(request: HttpRequest) -> list[contracts.IntakeKey]:
    return list(queries.intake_keys(actor=request_actor(request)))


@router.post(
    "/intake-keys",
    response={201: contracts.NewIntakeKey},
    **untooled("add_intake_key", "Make a key with which a program may send feedback"),
)
def add_intake_key(request: HttpRequest, new: s.IntakeKeyNew) -> Status[contracts.NewIntakeKey]:
    """Its secret is shown in the answer, once."""
    return Status(201, services.add_intake_key(actor=request_actor(request), now=clock.now(), name=new.name))


@router.post(
    "/intake-keys/{int:intake_key_id}/revoke",
    response=contracts.IntakeKey,
    **write("revoke_intake_key", "End a key of a program for good"),
)
def revoke_intake_key(request: HttpRequest, intake_key_id: Id) -> contracts.IntakeKey:
    return services.revoke_intake_key(actor=request_actor(request), now=clock.now(), id=intake_key_id)
