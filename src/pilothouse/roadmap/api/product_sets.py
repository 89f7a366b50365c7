"""Portfolios over REST."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, confirm, given, gone, made, read, tagged, write
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import PortfolioName, ProductIds

router = Router()


class PortfolioNew(Schema):
    """A portfolio to save."""

    name: PortfolioName
    product_ids: ProductIds


class PortfolioChange(Schema):
    """What to change of a portfolio."""

    name: PortfolioName | None = None
    product_ids: ProductIds | None = None


@router.get("/portfolios", response=list[contracts.ProductSet], **read("list_portfolios", "Saved portfolios"))
def list_portfolios(request: HttpRequest) -> list[contracts.ProductSet]:
    """By name, with what the newest plan run says of their products together."""
    return list(queries.product_sets(actor=request_actor(request)))


@router.post(
    "/portfolios", response={201: contracts.ProductSet}, **write("add_portfolio", "Save a portfolio")
)
def add_portfolio(
    request: HttpRequest, response: HttpResponse, body: PortfolioNew
) -> Answer[contracts.ProductSet]:
    """Its number, as `portfolio-3`, is what operations take as `product` then."""
    actor = request_actor(request)
    number = services.add_product_set(actor=actor, now=clock.now(), **body.dict())
    return made(response, queries.product_set(actor=actor, id=number))


@router.get(
    "/portfolios/{int:portfolio_id}",
    response=contracts.ProductSet,
    **read("get_saved_portfolio", "One portfolio"),
)
def get_saved_portfolio(
    request: HttpRequest, response: HttpResponse, portfolio_id: Id
) -> contracts.ProductSet:
    """Its products stand in the order of all products."""
    return tagged(response, queries.product_set(actor=request_actor(request), id=portfolio_id))


@router.patch(
    "/portfolios/{int:portfolio_id}",
    response=contracts.ProductSet,
    **write("change_portfolio", "Rename a portfolio, or change its products"),
)
def change_portfolio(
    request: HttpRequest, response: HttpResponse, portfolio_id: Id, body: PortfolioChange, if_match: IfMatch
) -> contracts.ProductSet:
    """Products that are named take the place of those that it held."""
    actor = request_actor(request)
    sent = given(body, "name", "product_ids")
    services.change_product_set(actor=actor, now=clock.now(), id=portfolio_id, version=if_match, values=sent)
    return tagged(response, queries.product_set(actor=actor, id=portfolio_id))


@router.delete(
    "/portfolios/{int:portfolio_id}",
    response={204: None},
    **confirm("remove_portfolio", "Remove a portfolio"),
)
def remove_portfolio(request: HttpRequest, portfolio_id: Id, if_match: IfMatch) -> Any:
    """Its products stay."""
    services.remove_product_set(
        actor=request_actor(request), now=clock.now(), id=portfolio_id, version=if_match
    )
    return gone()
