"""Products over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, tagged, write
from pilothouse.vision import contracts, queries, services
from pilothouse.vision.schemas import products as s

router = Router()


@router.get(
    "/products",
    response=list[contracts.Product],
    **read("list_products", "Products, oldest first"),
)
def list_products(request: HttpRequest) -> list[contracts.Product]:
    return list(queries.products(actor=request_actor(request)))


@router.post(
    "/products",
    response={201: contracts.Product},
    **write("add_product", "Add a product"),
)
def add_product(request: HttpRequest, response: HttpResponse, new: s.ProductNew) -> Status[contracts.Product]:
    row = services.add_product(actor=request_actor(request), now=clock.now(), **new.dict())
    return made(response, row)


@router.get(
    "/products/{int:product_id}",
    response=contracts.Product,
    **read("get_product", "One product"),
)
def get_product(request: HttpRequest, response: HttpResponse, product_id: Id) -> contracts.Product:
    return tagged(response, queries.product(actor=request_actor(request), id=product_id))


@router.patch(
    "/products/{int:product_id}",
    response=contracts.Product,
    **write("change_product", "Change a product's name, statement, description or budget"),
)
def change_product(
    request: HttpRequest,
    response: HttpResponse,
    product_id: Id,
    change: s.ProductChange,
    if_match: IfMatch,
) -> contracts.Product:
    changed = services.change_product(
        actor=request_actor(request),
        now=clock.now(),
        id=product_id,
        version=if_match,
        values=given(change, "name", "statement", "description"),
    )
    return tagged(response, changed)


@router.delete(
    "/products/{int:product_id}",
    response={204: None},
    **confirm("remove_product", "Remove a product that has no items, releases or blueprints"),
)
def remove_product(request: HttpRequest, product_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_product(actor=request_actor(request), now=clock.now(), id=product_id, version=if_match)
    return gone()
