"""Vision over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.vision import queries, services
from pilothouse.vision.contracts import Product

router = Router()

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]
Name = Annotated[str, Field(min_length=1, max_length=services.MOST["name"])]
Statement = Annotated[
    str, Field(max_length=services.MOST["statement"], description="For whom, which problem")
]
Description = Annotated[str, Field(max_length=services.MOST["description"], description="Markdown")]


class ProductOut(Schema):
    """A product; `key` begins the keys of its items."""

    id: int
    key: str
    name: str
    statement: str
    description: str
    version: int


class ProductNew(Schema):
    """A product to add; the key stays for good."""

    key: Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{1,9}$")]
    name: Name
    statement: Statement = ""
    description: Description = ""


class ProductChange(Schema):
    """What to change; what is left out stays."""

    name: Name | None = None
    statement: Statement | None = None
    description: Description | None = None


@router.get(
    "/products",
    response=list[ProductOut],
    operation_id="list_products",
    summary="Products, oldest first",
    openapi_extra={"x-mcp": "read"},
)
def list_products(request: HttpRequest) -> list[Product]:
    # A list: ninja takes a tuple of two for (status, body).
    return list(queries.products(actor=request_actor(request)))


@router.post(
    "/products",
    response={201: ProductOut},
    operation_id="add_product",
    summary="Add a product",
    openapi_extra={"x-mcp": "write"},
)
def add_product(request: HttpRequest, response: HttpResponse, new: ProductNew) -> Status[Product]:
    made = services.add_product(actor=request_actor(request), now=clock.now(), **new.dict())
    response["ETag"] = etag(made.version)
    return Status(201, made)


@router.get(
    "/products/{int:product_id}",
    response=ProductOut,
    operation_id="get_product",
    summary="One product",
    openapi_extra={"x-mcp": "read"},
)
def get_product(request: HttpRequest, response: HttpResponse, product_id: int) -> Product:
    found = queries.product(actor=request_actor(request), id=product_id)
    response["ETag"] = etag(found.version)
    return found


@router.patch(
    "/products/{int:product_id}",
    response=ProductOut,
    operation_id="change_product",
    summary="Change a product's name, statement or description",
    openapi_extra={"x-mcp": "write"},
)
def change_product(
    request: HttpRequest,
    response: HttpResponse,
    product_id: int,
    change: ProductChange,
    if_match: IfMatch = None,
) -> Product:
    values = {name: text for name, text in change.dict(exclude_unset=True).items() if text is not None}
    changed = services.change_product(
        actor=request_actor(request),
        now=clock.now(),
        id=product_id,
        version=parse_etag(if_match),
        values=values,
    )
    response["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/products/{int:product_id}",
    response={204: None},
    operation_id="remove_product",
    summary="Remove a product that has no items or releases",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_product(request: HttpRequest, product_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_product(
        actor=request_actor(request), now=clock.now(), id=product_id, version=parse_etag(if_match)
    )
    return Status(204, None)
