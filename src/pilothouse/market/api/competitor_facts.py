"""Facts about competitors over REST: recorded, checked, and what rests on them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, read, tagged, write
from pilothouse.market import competitor_schemas as s
from pilothouse.market import contracts, queries, services

router = Router()
FACT = "/features/{int:feature_id}/facts/{int:competitor_id}"
LINK = "/fact-links/{int:fact_link_id}"


@router.get(FACT, response=contracts.Fact, **read("get_fact", "What is known of a feature at a competitor"))
def get_fact(
    request: HttpRequest, response: HttpResponse, feature_id: Id, competitor_id: Id
) -> contracts.Fact:
    """Version 0 and *unknown* while nothing is recorded."""
    id = contracts.fact_number(feature_id, competitor_id)
    return tagged(response, queries.fact(actor=request_actor(request), id=id, today=clock.today()))


@router.put(FACT, response=contracts.Fact, **write("record_fact", "Record what was seen of a competitor"))
def record_fact(
    request: HttpRequest,
    response: HttpResponse,
    feature_id: Id,
    competitor_id: Id,
    seen: s.FactSeen,
    if_match: IfMatch,
) -> contracts.Fact:
    """What was known before becomes its history; what rests on it is suspect once the answer is another."""
    values = {name: value for name, value in given(seen, "source", "seen_by").items() if name != "seen_on"}
    if seen.seen_on is not None:
        values["seen_on"] = seen.seen_on
    row = services.record_fact(
        actor=request_actor(request),
        now=clock.now(),
        id=contracts.fact_number(feature_id, competitor_id),
        version=if_match,
        values=values,
    )
    return tagged(response, row)


@router.get(
    f"{FACT}/earlier",
    response=list[contracts.EarlierFact],
    **read("list_earlier_facts", "What a fact was before, and until when"),
)
def list_earlier_facts(
    request: HttpRequest, feature_id: Id, competitor_id: Id
) -> tuple[contracts.EarlierFact, ...]:
    actor, id = request_actor(request), contracts.fact_number(feature_id, competitor_id)
    queries.fact(actor=actor, id=id, today=clock.today())
    return queries.earlier_facts(actor=actor, id=id)


@router.get(
    f"{FACT}/resting",
    response=list[contracts.Resting],
    **read("list_resting", "Items and requirements that rest on a fact, suspect ones first"),
)
def list_resting(request: HttpRequest, feature_id: Id, competitor_id: Id) -> tuple[contracts.Resting, ...]:
    actor, id = request_actor(request), contracts.fact_number(feature_id, competitor_id)
    queries.fact(actor=actor, id=id, today=clock.today())
    return queries.resting(actor=actor, today=clock.today(), fact_id=id)


@router.post(
    f"{FACT}/resting",
    response=list[contracts.Resting],
    **write("rest_on_fact", "Say that an item or a requirement rests on a fact"),
)
def rest_on_fact(
    request: HttpRequest, feature_id: Id, competitor_id: Id, new: s.RestingNew
) -> tuple[contracts.Resting, ...]:
    return services.rest_on_fact(
        actor=request_actor(request),
        now=clock.now(),
        id=contracts.fact_number(feature_id, competitor_id),
        target=new.target,
        note=new.note,
    )


@router.get(
    "/facts-to-check",
    response=Page[contracts.Fact],
    **read("list_facts_to_check", "Facts that have expired or expire within 30 days"),
)
def list_facts_to_check(request: HttpRequest, wanted: Query[s.CheckFilter]) -> Page[contracts.Fact]:
    """Those on which something rests come first."""
    return queries.facts_to_check(actor=request_actor(request), today=clock.today(), **wanted.dict())


@router.post(
    "/facts-renewed",
    response=contracts.FactsRenewed,
    **write("renew_facts", "Note that facts were checked today and are still so"),
)
def renew_facts(request: HttpRequest, body: s.FactsSeenAgain) -> contracts.FactsRenewed:
    """All or nothing."""
    return services.renew_facts(actor=request_actor(request), now=clock.now(), ids=body.ids)


@router.post(
    f"{LINK}/settle",
    response=list[contracts.Resting],
    **write("settle_fact_link", "Note that what rests on a fact that changed was looked at, and holds"),
)
def settle_fact_link(request: HttpRequest, fact_link_id: Id) -> tuple[contracts.Resting, ...]:
    actor = request_actor(request)
    return services.settle_resting(actor=actor, now=clock.now(), resting_id=fact_link_id)


@router.delete(
    LINK,
    response=list[contracts.Resting],
    **confirm("remove_fact_link", "Say that something does not rest on a fact any more"),
)
def remove_fact_link(request: HttpRequest, fact_link_id: Id) -> tuple[contracts.Resting, ...]:
    actor = request_actor(request)
    return services.unrest_on_fact(actor=actor, now=clock.now(), resting_id=fact_link_id)
