"""How risks stood, over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, Minor, PageNumber, PageSize, Schema, given, read, tagged, write
from pilothouse.risk import contracts, queries, services

router = Router()
Product = Annotated[
    str,
    Field(
        pattern=r"^(|vision\.product:[0-9]{1,18})$",
        max_length=60,
        description="A product, such as vision.product:3; empty for all products together",
    ),
]
Days = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False, description="Working days")]


class AssessmentAsked(Schema):
    scope: Product = ""


class OfProduct(Schema):
    """Of which product; of all products together when nothing is given."""

    scope: Product = ""


class AssessmentRuleChange(Schema):
    """What to change; what is left out stays, and null alerts of nothing."""

    weeks: Annotated[int, Field(ge=0, le=52)] | None = None
    chance_below: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    grown_days: Days | None = None
    new_days: Days | None = None
    overdue: bool | None = None
    reserve_cents: Minor | None = None


@router.get(
    "/risks/assessments",
    response=Page[contracts.AssessmentInBrief],
    **read("list_assessments", "How risks stood, newest first"),
)
def list_assessments(
    request: HttpRequest,
    of: Query[OfProduct],
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.AssessmentInBrief]:
    """Of one product, or of all products together. They are taken after each plan, on their day and on
    demand."""
    return queries.assessments(actor=request_actor(request), ref=of.scope, page=page, size=size)


@router.post(
    "/risks/assessments",
    response={200: contracts.Assessment},
    **write("assess_risks", "Assess the risks of a product now"),
)
def assess_risks(request: HttpRequest, body: AssessmentAsked) -> contracts.Assessment:
    """With what is stored: the newest plan, and the register as it is."""
    return services.assess(actor=request_actor(request), now=clock.now(), ref=body.scope)


@router.get(
    "/risks/assessments/{int:assessment_id}",
    response=contracts.Assessment,
    **read("get_assessment", "One assessment: its risks, what changed and why, alerts"),
)
def get_assessment(request: HttpRequest, assessment_id: Id) -> contracts.Assessment:
    return queries.assessment(actor=request_actor(request), id=assessment_id)


@router.get(
    "/risks/assessments/rule",
    response=contracts.AssessmentRule,
    **read("get_assessment_rule", "How often a product is assessed, and what alerts"),
)
def get_assessment_rule(
    request: HttpRequest, response: HttpResponse, of: Query[OfProduct]
) -> contracts.AssessmentRule:
    return tagged(response, queries.assessment_rule(actor=request_actor(request), ref=of.scope))


@router.patch(
    "/risks/assessments/rule",
    response=contracts.AssessmentRule,
    **write("change_assessment_rule", "Change how often a product is assessed, and what alerts"),
)
def change_assessment_rule(
    request: HttpRequest,
    response: HttpResponse,
    change: AssessmentRuleChange,
    if_match: IfMatch,
    of: Query[OfProduct],
) -> contracts.AssessmentRule:
    """Of one product, or of all products together."""
    row = services.change_assessment_rule(
        actor=request_actor(request),
        now=clock.now(),
        ref=of.scope,
        version=if_match,
        values=given(change, "weeks", "overdue"),
    )
    return tagged(response, row)
