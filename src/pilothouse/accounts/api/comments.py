"""Comments over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Status

from pilothouse.accounts import contracts, queries, services
from pilothouse.accounts.services import MOST_BODY
from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import (
    Id,
    IfMatch,
    PageNumber,
    PageSize,
    Schema,
    confirm,
    gone,
    made,
    read,
    tagged,
    write,
)

router = Router()
ONE = "/comments/{int:comment_id}"

About = Annotated[str, Query(max_length=60, description="What it is about, such as roadmap.item:42")]
Body = Annotated[str, Field(min_length=1, max_length=MOST_BODY, description="Markdown; `@Name` mentions")]


class CommentNew(Schema):
    """What to say, about what; `quoted_id` is the comment that this one answers."""

    subject: Annotated[str, Field(max_length=60, description="Such as roadmap.item:42")]
    body: Body
    quoted_id: Id | None = None


class CommentChange(Schema):
    """The text anew."""

    body: Body


@router.get("/comments", response=Page[contracts.Comment], **read("list_comments", "What was said"))
def list_comments(
    request: HttpRequest, subject: About = "", page: PageNumber = 1, size: PageSize = 50
) -> Page[contracts.Comment]:
    """About a thing, oldest first; without `subject` all, newest first. Imported ones too."""
    about = Ref.parse(subject) if subject else None
    return queries.comments(actor=request_actor(request), about=about, page=page, size=size)


@router.post("/comments", response={201: contracts.Comment}, **write("add_comment", "Comment on a thing"))
def add_comment(request: HttpRequest, response: HttpResponse, new: CommentNew) -> Status[contracts.Comment]:
    """`@` and the name or e-mail address of a member mentions that member."""
    row = services.add_comment(
        actor=request_actor(request),
        now=clock.now(),
        about=Ref.parse(new.subject),
        body=new.body,
        quoted_id=new.quoted_id,
    )
    return made(response, row)


@router.get(ONE, response=contracts.Comment, **read("get_comment", "One comment"))
def get_comment(request: HttpRequest, response: HttpResponse, comment_id: Id) -> contracts.Comment:
    return tagged(response, queries.comment(actor=request_actor(request), id=comment_id))


@router.patch(ONE, response=contracts.Comment, **write("change_comment", "Edit a comment of your own"))
def change_comment(
    request: HttpRequest,
    response: HttpResponse,
    comment_id: Id,
    change: CommentChange,
    if_match: IfMatch,
) -> contracts.Comment:
    row = services.change_comment(
        actor=request_actor(request),
        now=clock.now(),
        id=comment_id,
        version=if_match,
        body=change.body,
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_comment", "Remove a comment"))
def remove_comment(request: HttpRequest, comment_id: Id, if_match: IfMatch) -> Status[None]:
    """One of your own, or as an owner of the workspace anyone's."""
    services.remove_comment(actor=request_actor(request), now=clock.now(), id=comment_id, version=if_match)
    return gone()
