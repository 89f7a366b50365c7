"""Feedback over REST, what it asks for, and who is behind a thing."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.kit.subjects import subject
from pilothouse.market import contracts, queries, services
from pilothouse.market import feedback_schemas as s

router = Router()
ONE = "/feedback/{int:feedback_id}"
_NEVER_NULL = ("channel", "author", "received_on", "link", "language", "kind", "state")


@router.get("/feedback", response=Page[contracts.Feedback], **read("list_feedback", "Feedback, newest first"))
def list_feedback(request: HttpRequest, wanted: Query[s.FeedbackFilter]) -> Page[contracts.Feedback]:
    values = wanted.dict()
    page, size = values.pop("page"), values.pop("size")
    narrow = queries.Narrow(**values)
    return queries.feedback_page(actor=request_actor(request), narrow=narrow, page=page, size=size)


@router.post(
    "/feedback", response={201: contracts.Feedback}, **write("add_feedback", "Note what someone said")
)
def add_feedback(
    request: HttpRequest, response: HttpResponse, new: s.FeedbackNew
) -> Status[contracts.Feedback]:
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_feedback(actor=request_actor(request), now=clock.now(), **values))


@router.post(
    "/feedback/change",
    response=contracts.ManyChanged,
    **write("change_many_feedback", "Change many pieces of feedback"),
)
def change_many_feedback(request: HttpRequest, body: s.BulkFeedback) -> contracts.ManyChanged:
    """All or nothing; `undo_market_act` undoes it."""
    values = given(body, "channel", "kind", "state")
    ids = values.pop("ids")
    return services.change_many(
        actor=request_actor(request), now=clock.now(), kind="market.feedback", ids=ids, values=values
    )


@router.get(ONE, response=contracts.Feedback, **read("get_feedback", "One piece of feedback"))
def get_feedback(request: HttpRequest, response: HttpResponse, feedback_id: Id) -> contracts.Feedback:
    return tagged(response, queries.feedback(actor=request_actor(request), id=feedback_id))


@router.patch(ONE, response=contracts.Feedback, **write("change_feedback", "Change what is known of it"))
def change_feedback(
    request: HttpRequest,
    response: HttpResponse,
    feedback_id: Id,
    change: s.FeedbackChange,
    if_match: IfMatch,
) -> contracts.Feedback:
    """Its words never change."""
    row = services.change_feedback(
        actor=request_actor(request),
        now=clock.now(),
        id=feedback_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_feedback", "Put feedback into the trash"))
def remove_feedback(request: HttpRequest, feedback_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_feedback(actor=request_actor(request), now=clock.now(), id=feedback_id, version=if_match)
    return gone()


@router.post(
    f"{ONE}/links",
    response={201: contracts.Feedback},
    **write("link_feedback", "Say which item or requirement feedback asks for"),
)
def link_feedback(
    request: HttpRequest, response: HttpResponse, feedback_id: Id, new: s.FeedbackLinkNew
) -> Status[contracts.Feedback]:
    actor = request_actor(request)
    row = services.link_feedback(actor=actor, now=clock.now(), id=feedback_id, **new.dict())
    return made(response, row)


@router.delete(
    "/feedback-links/{int:feedback_link_id}",
    response={204: None},
    **write("unlink_feedback", "Take a link of feedback away"),
)
def unlink_feedback(request: HttpRequest, feedback_link_id: Id) -> Status[None]:
    services.unlink_feedback(actor=request_actor(request), now=clock.now(), link_id=feedback_link_id)
    return gone()


@router.get(
    "/customers-behind",
    response=contracts.Behind,
    **read("get_customers_behind", "Who asks for an item or requirement, in their words"),
)
def get_customers_behind(
    request: HttpRequest,
    about: Annotated[str, Query(max_length=60, description="Such as roadmap.item:3; else everything")] = "",
    most: Annotated[int, Query(ge=1, le=500)] = 100,
) -> contracts.Behind:
    """Of a blueprint with what is said of its statements; a company counts once."""
    actor, ref = request_actor(request), Ref.parse(about) if about else None
    if ref is not None:
        subject(actor=actor, ref=ref)
    return queries.behind(actor=actor, about=ref, most=most)


@router.post(
    "/votes", response={201: contracts.Behind}, **write("add_vote", "Note that a company wants something")
)
def add_vote(request: HttpRequest, new: s.VoteNew) -> Status[contracts.Behind]:
    return Status(201, services.add_vote(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.delete("/votes/{int:vote_id}", response={204: None}, **write("remove_vote", "Take a vote back"))
def remove_vote(request: HttpRequest, vote_id: Id) -> Status[None]:
    services.remove_vote(actor=request_actor(request), now=clock.now(), vote_id=vote_id)
    return gone()
