"""Competitors, and the features by which they are compared, over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import competitor_schemas as s
from pilothouse.market import contracts, queries, services

router = Router()
ONE, FEATURE = "/competitors/{int:competitor_id}", "/features/{int:feature_id}"
_NEVER_NULL = ("name", "website", "notes", "against")
_FEATURE_NEVER_NULL = ("name", "description", "own")


@router.get(
    "/competitors",
    response=list[contracts.Competitor],
    **read("list_competitors", "Competitors with their plans and prices, by name"),
)
def list_competitors(
    request: HttpRequest, wanted: Query[s.CompetitorFilter]
) -> tuple[contracts.Competitor, ...]:
    return queries.competitors(actor=request_actor(request), today=clock.today(), product=wanted.product)


@router.post(
    "/competitors", response={201: contracts.Competitor}, **write("add_competitor", "Add a competitor")
)
def add_competitor(
    request: HttpRequest, response: HttpResponse, new: s.CompetitorNew
) -> Status[contracts.Competitor]:
    """Its name is unique within the workspace."""
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_competitor(actor=request_actor(request), now=clock.now(), **values))


@router.get(ONE, response=contracts.Competitor, **read("get_competitor", "One competitor"))
def get_competitor(request: HttpRequest, response: HttpResponse, competitor_id: Id) -> contracts.Competitor:
    actor = request_actor(request)
    return tagged(response, queries.competitor(actor=actor, id=competitor_id, today=clock.today()))


@router.patch(ONE, response=contracts.Competitor, **write("change_competitor", "Change a competitor"))
def change_competitor(
    request: HttpRequest,
    response: HttpResponse,
    competitor_id: Id,
    change: s.CompetitorChange,
    if_match: IfMatch,
) -> contracts.Competitor:
    row = services.change_competitor(
        actor=request_actor(request),
        now=clock.now(),
        id=competitor_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_competitor", "Put a competitor into the trash"))
def remove_competitor(request: HttpRequest, competitor_id: Id, if_match: IfMatch) -> Status[None]:
    """With its facts and plans."""
    actor = request_actor(request)
    services.remove_competitor(actor=actor, now=clock.now(), id=competitor_id, version=if_match)
    return gone()


@router.get(
    "/features",
    response=Page[contracts.Feature],
    **read("list_features", "Features with what is known of each competitor"),
)
def list_features(request: HttpRequest, wanted: Query[s.FeatureFilter]) -> Page[contracts.Feature]:
    """What is not known is *unknown*, never *no*."""
    values = wanted.dict()
    page, size = values.pop("page"), values.pop("size")
    return queries.features(
        actor=request_actor(request),
        narrow=queries.NarrowFeatures(**values),
        today=clock.today(),
        page=page,
        size=size,
    )


@router.post(
    "/features", response={201: contracts.Feature}, **write("add_feature", "Add a feature to compare")
)
def add_feature(request: HttpRequest, response: HttpResponse, new: s.FeatureNew) -> Status[contracts.Feature]:
    values = given(new, *_FEATURE_NEVER_NULL)
    return made(response, services.add_feature(actor=request_actor(request), now=clock.now(), **values))


@router.get(FEATURE, response=contracts.Feature, **read("get_feature", "One feature"))
def get_feature(request: HttpRequest, response: HttpResponse, feature_id: Id) -> contracts.Feature:
    actor = request_actor(request)
    return tagged(response, queries.feature(actor=actor, id=feature_id, today=clock.today()))


@router.patch(FEATURE, response=contracts.Feature, **write("change_feature", "Change a feature"))
def change_feature(
    request: HttpRequest, response: HttpResponse, feature_id: Id, change: s.FeatureChange, if_match: IfMatch
) -> contracts.Feature:
    row = services.change_feature(
        actor=request_actor(request),
        now=clock.now(),
        id=feature_id,
        version=if_match,
        values=given(change, *_FEATURE_NEVER_NULL),
    )
    return tagged(response, row)


@router.delete(FEATURE, response={204: None}, **confirm("remove_feature", "Put a feature into the trash"))
def remove_feature(request: HttpRequest, feature_id: Id, if_match: IfMatch) -> Status[None]:
    """With what is known of it."""
    services.remove_feature(actor=request_actor(request), now=clock.now(), id=feature_id, version=if_match)
    return gone()
