"""Support problems in the plan over REST, and the customers to tell once an item shipped."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, IfMatch, read, tagged, write
from pilothouse.kit.subjects import subject
from pilothouse.market import contracts, queries, services
from pilothouse.market import support_schemas as s
from pilothouse.market.api.support import ONE

router = Router()


@router.post(
    f"{ONE}/escalate",
    response=contracts.SupportProblem,
    **write("escalate_support_problem", "Make an item that is to solve a support problem"),
)
def escalate_support_problem(
    request: HttpRequest,
    response: HttpResponse,
    support_problem_id: Id,
    body: s.Escalation,
    if_match: IfMatch,
) -> contracts.SupportProblem:
    """The item has the title; the customer's words stay in the problem, and the item's page shows them."""
    row = services.escalate(
        actor=request_actor(request),
        now=clock.now(),
        id=support_problem_id,
        version=if_match,
        product_id=body.product_id,
    )
    return tagged(response, row)


@router.put(
    f"{ONE}/item",
    response=contracts.SupportProblem,
    **write("link_support_problem", "Say which item is to solve a support problem"),
)
def link_support_problem(
    request: HttpRequest,
    response: HttpResponse,
    support_problem_id: Id,
    body: s.ProblemItem,
    if_match: IfMatch,
) -> contracts.SupportProblem:
    row = services.link_problem(
        actor=request_actor(request),
        now=clock.now(),
        id=support_problem_id,
        version=if_match,
        target=body.target,
    )
    return tagged(response, row)


@router.delete(
    f"{ONE}/item",
    response=contracts.SupportProblem,
    **write("unlink_support_problem", "Take the item of a support problem away"),
)
def unlink_support_problem(
    request: HttpRequest, response: HttpResponse, support_problem_id: Id, if_match: IfMatch
) -> contracts.SupportProblem:
    row = services.unlink_problem(
        actor=request_actor(request), now=clock.now(), id=support_problem_id, version=if_match
    )
    return tagged(response, row)


@router.get(
    "/customers-to-tell",
    response=list[contracts.ToTell],
    **read("list_customers_to_tell", "Who is to be told that what they reported has shipped"),
)
def list_customers_to_tell(
    request: HttpRequest,
    about: Annotated[str, Query(max_length=60, description="Such as roadmap.item:3; else all")] = "",
) -> list[contracts.ToTell]:
    """Each contact once, with a draft."""
    actor, ref = request_actor(request), Ref.parse(about) if about else None
    if ref is not None:
        subject(actor=actor, ref=ref)
    return list(queries.to_tell(actor=actor, about=ref))


@router.post(
    "/customers-told",
    response=contracts.ToldMarked,
    **write("mark_customers_told", "Note that the customers of support problems were told"),
)
def mark_customers_told(request: HttpRequest, body: s.ToldProblems) -> contracts.ToldMarked:
    """Only of items that shipped; now, and by who asks."""
    actor = request_actor(request)
    return contracts.ToldMarked(services.mark_told(actor=actor, now=clock.now(), **body.dict()))


@router.post(
    "/customers-told/take-back",
    response=contracts.ToldMarked,
    **write("mark_customers_not_told", "Take back that customers were told"),
)
def mark_customers_not_told(request: HttpRequest, body: s.UntoldProblems) -> contracts.ToldMarked:
    actor = request_actor(request)
    return contracts.ToldMarked(services.mark_not_told(actor=actor, now=clock.now(), ids=body.ids))
