"""Responses to risks and the plan, over REST."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.rest import Id, IfMatch, Minor, Schema, made, write
from pilothouse.risk.contracts import AdviceAsked, SkillDays
from pilothouse.roadmap import contracts, services
from pilothouse.roadmap.tasks import start_looking, start_responding

router = Router()


class DaysOf(Schema):
    """Person-days that there are of a skill; without one, for work that needs none."""

    skill_id: Id | None = None
    days: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class BestWanted(Schema):
    """What the best set of proposed responses is asked for."""

    objective: Annotated[
        Literal["p85", "chance"],
        Field(description="The 85 % date, or the chance of the target date of a release"),
    ] = "p85"
    ref: Annotated[
        str,
        Field(max_length=60, description="Of what, such as roadmap.release:3; empty for the whole plan"),
    ] = ""
    budget_cents: Annotated[Minor | None, Field(description="Minor units; null: no limit")] = None
    days: Annotated[
        list[DaysOf], Field(max_length=200, description="Skills that are limited; others are not")
    ] = []


class WorkOf(Schema):
    """Where the work of a response goes."""

    product_id: Id | None = None


@router.post(
    "/risks/responses/find",
    response={202: JobStatus},
    **write("find_best_responses", "Find the best set of responses under a budget"),
)
def find_best_responses(request: HttpRequest, body: BestWanted) -> Answer[JobStatus]:
    """Of those that are proposed, for a date of the newest plan; to do nothing competes. Starts in the
    background; the answer is then the best responses."""
    asked = AdviceAsked(
        body.objective,
        body.ref,
        body.budget_cents,
        tuple(SkillDays(row.skill_id, row.days) for row in body.days),
    )
    return Answer(202, start_responding(actor=request_actor(request), now=clock.now(), asked=asked))


@router.post(
    "/risks/responses/{int:response_id}/plan",
    response={201: contracts.Item},
    **write("plan_response", "Add the work of a chosen response to the plan"),
)
def plan_response(
    request: HttpRequest, response: HttpResponse, response_id: Id, body: WorkOf, if_match: IfMatch
) -> Answer[contracts.Item]:
    """As an item with its days and skill, before what waits for it; of a product that is named, or else of
    what waits for it or what its risk touches."""
    item = services.plan_response(
        actor=request_actor(request),
        now=clock.now(),
        id=response_id,
        version=if_match,
        product_id=body.product_id,
    )
    return made(response, item)


@router.post(
    "/risks/proposals/look",
    response={202: JobStatus},
    **write("look_for_risk_proposals", "Look for risks to propose, and for items to look at"),
)
def look_for_risk_proposals(request: HttpRequest) -> Answer[JobStatus]:
    """As after each plan. Starts in the background; what is found is then among the proposals."""
    return Answer(202, start_looking(actor=request_actor(request), now=clock.now()))
