"""Companies over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.market import contracts, queries, services
from pilothouse.market import schemas as s

router = Router()
ONE = "/companies/{int:company_id}"
_NEVER_NULL = ("name", "segment", "plan", "currency", "website", "notes")


@router.get("/companies", response=Page[contracts.Company], **read("list_companies", "Companies, by name"))
def list_companies(request: HttpRequest, wanted: Query[s.CompanyFilter]) -> Page[contracts.Company]:
    return queries.companies(actor=request_actor(request), **wanted.dict())


@router.post("/companies", response={201: contracts.Company}, **write("add_company", "Add a company"))
def add_company(request: HttpRequest, response: HttpResponse, new: s.CompanyNew) -> Status[contracts.Company]:
    """Its name is unique within the workspace."""
    values = given(new, *_NEVER_NULL)
    return made(response, services.add_company(actor=request_actor(request), now=clock.now(), **values))


@router.post(
    "/companies/change", response=contracts.ManyChanged, **write("change_companies", "Change many companies")
)
def change_companies(request: HttpRequest, body: s.BulkCompanies) -> contracts.ManyChanged:
    """All or nothing; `undo_market_act` undoes it."""
    values = given(body, "segment", "plan")
    ids = values.pop("ids")
    return services.change_many(
        actor=request_actor(request), now=clock.now(), kind="market.company", ids=ids, values=values
    )


@router.post(
    "/market/undo", response=contracts.ManyUndone, **write("undo_market_act", "Undo a change of many rows")
)
def undo_market_act(request: HttpRequest, body: s.MarketAct) -> contracts.ManyUndone:
    """What was changed again since stays."""
    return services.undo_act(actor=request_actor(request), now=clock.now(), batch=body.batch)


@router.get(ONE, response=contracts.Company, **read("get_company", "One company"))
def get_company(request: HttpRequest, response: HttpResponse, company_id: Id) -> contracts.Company:
    return tagged(response, queries.company(actor=request_actor(request), id=company_id))


@router.patch(ONE, response=contracts.Company, **write("change_company", "Change a company"))
def change_company(
    request: HttpRequest, response: HttpResponse, company_id: Id, change: s.CompanyChange, if_match: IfMatch
) -> contracts.Company:
    values = given(change, *_NEVER_NULL)
    row = services.change_company(
        actor=request_actor(request), now=clock.now(), id=company_id, version=if_match, values=values
    )
    return tagged(response, row)


@router.delete(ONE, response={204: None}, **confirm("remove_company", "Remove a company"))
def remove_company(request: HttpRequest, company_id: Id, if_match: IfMatch) -> Status[None]:
    """Its contacts stay, without a company."""
    services.remove_company(actor=request_actor(request), now=clock.now(), id=company_id, version=if_match)
    return gone()
