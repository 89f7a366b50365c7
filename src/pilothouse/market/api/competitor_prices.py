"""Plans and prices of competitors, and the settings of competitors, over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import competitor_schemas as s
from pilothouse.market import contracts, queries, services

router = Router()
PLAN = "/competitor-plans/{int:competitor_plan_id}"
SETTINGS = "/competitor-settings"


@router.post(
    "/competitors/{int:competitor_id}/plans",
    response={201: contracts.CompetitorPlan},
    **write("add_competitor_plan", "Add a plan of a competitor"),
)
def add_competitor_plan(
    request: HttpRequest, response: HttpResponse, competitor_id: Id, new: s.CompetitorPlanNew
) -> Status[contracts.CompetitorPlan]:
    row = services.add_plan(
        actor=request_actor(request), now=clock.now(), competitor_id=competitor_id, **new.dict()
    )
    return made(response, row)


@router.patch(
    PLAN,
    response=contracts.CompetitorPlan,
    **write("change_competitor_plan", "Change a plan of a competitor"),
)
def change_competitor_plan(
    request: HttpRequest,
    response: HttpResponse,
    competitor_plan_id: Id,
    change: s.CompetitorPlanChange,
    if_match: IfMatch,
) -> contracts.CompetitorPlan:
    row = services.change_plan(
        actor=request_actor(request),
        now=clock.now(),
        id=competitor_plan_id,
        version=if_match,
        values=given(change, "name", "notes"),
    )
    return tagged(response, row)


@router.delete(
    PLAN,
    response={204: None},
    **confirm("remove_competitor_plan", "Put a plan of a competitor into the trash"),
)
def remove_competitor_plan(request: HttpRequest, competitor_plan_id: Id, if_match: IfMatch) -> Status[None]:
    """With its prices."""
    actor = request_actor(request)
    services.remove_plan(actor=actor, now=clock.now(), id=competitor_plan_id, version=if_match)
    return gone()


@router.post(
    f"{PLAN}/prices",
    response=contracts.CompetitorPlan,
    **write("add_competitor_price", "Note what a plan costs from a day on"),
)
def add_competitor_price(
    request: HttpRequest, competitor_plan_id: Id, new: s.PriceNew
) -> contracts.CompetitorPlan:
    return services.add_price(
        actor=request_actor(request), now=clock.now(), plan_id=competitor_plan_id, **new.dict()
    )


@router.delete(
    "/competitor-prices/{int:price_id}",
    response=contracts.CompetitorPlan,
    **confirm("remove_competitor_price", "Take a price out of the history of its plan"),
)
def remove_competitor_price(request: HttpRequest, price_id: Id) -> contracts.CompetitorPlan:
    return services.remove_price(actor=request_actor(request), now=clock.now(), id=price_id)


@router.get(
    SETTINGS,
    response=contracts.CompetitorSettings,
    **read("get_competitor_settings", "When facts expire, and exchange rates"),
)
def get_competitor_settings(request: HttpRequest, response: HttpResponse) -> contracts.CompetitorSettings:
    return tagged(response, queries.competitor_settings(actor=request_actor(request)))


@router.patch(
    SETTINGS,
    response=contracts.CompetitorSettings,
    **write("change_competitor_settings", "Say after how many months facts expire"),
)
def change_competitor_settings(
    request: HttpRequest, response: HttpResponse, change: s.CompetitorSettingsChange, if_match: IfMatch
) -> contracts.CompetitorSettings:
    """Facts that are recorded keep their day."""
    row = services.change_competitor_settings(
        actor=request_actor(request), now=clock.now(), version=if_match, months=change.months
    )
    return tagged(response, row)


@router.post(
    "/exchange-rates",
    response=contracts.CompetitorSettings,
    **write("state_exchange_rate", "State what one unit of a currency is worth"),
)
def state_exchange_rate(request: HttpRequest, body: s.RateStated) -> contracts.CompetitorSettings:
    """An earlier rate of the same currency is replaced."""
    return services.state_rate(actor=request_actor(request), now=clock.now(), **body.dict())


@router.delete(
    "/exchange-rates/{int:exchange_rate_id}",
    response=contracts.CompetitorSettings,
    **confirm("remove_exchange_rate", "State no rate of a currency any more"),
)
def remove_exchange_rate(request: HttpRequest, exchange_rate_id: Id) -> contracts.CompetitorSettings:
    return services.remove_rate(actor=request_actor(request), now=clock.now(), id=exchange_rate_id)
