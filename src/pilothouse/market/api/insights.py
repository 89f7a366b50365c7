"""Insights over REST, with their evidence and what they are about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import research_schemas as s

router = Router()
ONE = "/insights/{int:insight_id}"
_NEVER_NULL = ("title", "notes", "product")


@router.get("/insights", response=Page[contracts.Insight], **read("list_insights", "Insights, newest first"))
def list_insights(request: HttpRequest, wanted: Query[s.InsightFilter]) -> Page[contracts.Insight]:
    values = wanted.dict()
    page, size = values.pop("page"), values.pop("size")
    narrow = queries.NarrowInsights(**values)
    return queries.insights(actor=request_actor(request), narrow=narrow, page=page, size=size)


@router.post("/insights", response={201: contracts.Insight}, **write("add_insight", "State an insight"))
def add_insight(request: HttpRequest, response: HttpResponse, new: s.InsightNew) -> Status[contracts.Insight]:
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_insight(actor=request_actor(request), now=clock.now(), **values))


@router.get(ONE, response=contracts.Insight, **read("get_insight", "One insight with its evidence"))
def get_insight(request: HttpRequest, response: HttpResponse, insight_id: Id) -> contracts.Insight:
    return tagged(response, queries.insight(actor=request_actor(request), id=insight_id))


@router.patch(ONE, response=contracts.Insight, **write("change_insight", "Change an insight"))
def change_insight(
    request: HttpRequest, response: HttpResponse, insight_id: Id, change: s.InsightChange, if_match: IfMatch
) -> contracts.Insight:
    row = services.change_insight(
        actor=request_actor(request),
        now=clock.now(),
        id=insight_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_insight", "Put an insight into the trash"))
def remove_insight(request: HttpRequest, insight_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_insight(actor=request_actor(request), now=clock.now(), id=insight_id, version=if_match)
    return gone()


@router.post(
    f"{ONE}/evidence",
    response=contracts.Insight,
    **write("add_insight_evidence", "Say what speaks for an insight, or against it"),
)
def add_insight_evidence(
    request: HttpRequest, response: HttpResponse, insight_id: Id, new: s.InsightEvidenceNew
) -> contracts.Insight:
    row = services.add_evidence(
        actor=request_actor(request), now=clock.now(), insight_id=insight_id, **new.dict()
    )
    return tagged(response, row)


@router.delete(
    "/insight-evidence/{int:insight_evidence_id}",
    response=contracts.Insight,
    **write("remove_insight_evidence", "Take a piece of evidence away"),
)
def remove_insight_evidence(
    request: HttpRequest, response: HttpResponse, insight_evidence_id: Id
) -> contracts.Insight:
    row = services.remove_evidence(
        actor=request_actor(request), now=clock.now(), evidence_id=insight_evidence_id
    )
    return tagged(response, row)


@router.post(
    f"{ONE}/links",
    response=contracts.Insight,
    **write("link_insight", "Say which item, requirement or theme an insight is about"),
)
def link_insight(
    request: HttpRequest, response: HttpResponse, insight_id: Id, new: s.InsightTarget
) -> contracts.Insight:
    row = services.link_insight(
        actor=request_actor(request), now=clock.now(), insight_id=insight_id, target=new.target
    )
    return tagged(response, row)


@router.delete(
    "/insight-links/{int:insight_link_id}",
    response=contracts.Insight,
    **write("unlink_insight", "Take a link of an insight away"),
)
def unlink_insight(request: HttpRequest, response: HttpResponse, insight_link_id: Id) -> contracts.Insight:
    row = services.unlink_insight(actor=request_actor(request), now=clock.now(), link_id=insight_link_id)
    return tagged(response, row)
