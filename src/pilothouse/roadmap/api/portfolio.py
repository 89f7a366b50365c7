"""How products share one workforce, and how much work everyone has, over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, read, tagged, write
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import OfProduct, products_of
from pilothouse.roadmap.contracts import Mode

router = Router()
Part = Annotated[float, Field(ge=0, le=1)]


class Order(Schema):
    """The order of products, and what is known of them."""

    product_ids: list[Id] = Field(default=[], max_length=500, description="The first counts most.")
    mode: Mode | None = None
    weights: dict[Id, Annotated[float, Field(gt=0, le=1000)]] | None = Field(
        default=None, max_length=500, description="By product; they count where products are balanced."
    )
    paused: list[Id] | None = Field(default=None, max_length=500, description="Products not to plan.")


class ProductShare(Schema):
    """The share of someone's day that a product gets from a day on."""

    product_id: Id
    share: Part
    from_on: date | None = None


class Allocations(Schema):
    """All shares of one person; none for any product."""

    shares: list[ProductShare] = Field(max_length=200)


class TeamPart(Schema):
    """The least and most that a product gets of a team's people."""

    product_id: Id
    least: Part = 0.0
    most: Part = 1.0


class TeamParts(Schema):
    """All shares of one team."""

    shares: list[TeamPart] = Field(max_length=200)


@router.get(
    "/portfolio", response=contracts.Portfolio, **read("get_portfolio", "Products in their order, and shares")
)
def get_portfolio(request: HttpRequest, response: HttpResponse) -> contracts.Portfolio:
    """With allocations of people and shares of teams."""
    return tagged(response, queries.portfolio(actor=request_actor(request)))


@router.put(
    "/portfolio/order",
    response=contracts.Portfolio,
    **write("order_products", "Order products, strict or balanced"),
)
def order_products(
    request: HttpRequest, response: HttpResponse, body: Order, if_match: IfMatch
) -> contracts.Portfolio:
    """Products that are not named follow as they were; what is left out stays."""
    found = services.order_products(
        actor=request_actor(request), now=clock.now(), version=if_match, **body.dict()
    )
    return tagged(response, found)


@router.put(
    "/portfolio/people/{int:person_id}",
    response=contracts.Portfolio,
    **write("allocate_person", "Allocate someone's day to products"),
)
def allocate_person(
    request: HttpRequest, response: HttpResponse, person_id: Id, body: Allocations, if_match: IfMatch
) -> contracts.Portfolio:
    """Replaces the shares that they had. What is left of a day goes to products that are not named."""
    found = services.allocate(
        actor=request_actor(request),
        now=clock.now(),
        version=if_match,
        person_id=person_id,
        shares=[
            contracts.Allocation(person_id, row.product_id, row.share, row.from_on) for row in body.shares
        ],
    )
    return tagged(response, found)


@router.put(
    "/portfolio/teams/{int:team_id}",
    response=contracts.Portfolio,
    **write("share_team", "Bound what products get of a team"),
)
def share_team(
    request: HttpRequest, response: HttpResponse, team_id: Id, body: TeamParts, if_match: IfMatch
) -> contracts.Portfolio:
    """Replaces the shares that it had."""
    found = services.share_team(
        actor=request_actor(request),
        now=clock.now(),
        version=if_match,
        team_id=team_id,
        shares=[contracts.TeamShare(team_id, row.product_id, row.least, row.most) for row in body.shares],
    )
    return tagged(response, found)


@router.get("/load", response=contracts.LoadTable, **read("get_load", "Work and time of everyone by week"))
def get_load(
    request: HttpRequest,
    team: Id | None = None,
    weeks: Annotated[int, Query(ge=1, le=104)] = 12,
    product: OfProduct = None,
) -> contracts.LoadTable:
    """Over all products, from the newest run, in the weeks from this one on; with `product` those who work
    for it, each week with its `part` of the days."""
    actor = request_actor(request)
    return queries.load(
        actor=actor,
        today=clock.today(),
        weeks=weeks,
        team_id=team,
        product_id=products_of(actor, product),
    )


@router.get(
    "/load/{int:person_id}",
    response=list[contracts.LoadItem],
    **read("list_load", "What fills a week of someone"),
)
def list_load(request: HttpRequest, person_id: Id, week: date) -> list[contracts.LoadItem]:
    """`week` is its Monday; items with most days first."""
    return list(queries.load_items(actor=request_actor(request), person_id=person_id, week=week))
