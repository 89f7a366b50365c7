"""What the bodies and addresses of the roadmap's operations have in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field

from pilothouse.kit.actor import Actor
from pilothouse.kit.ids import row_number
from pilothouse.kit.products import SET, Products
from pilothouse.kit.rest import Id
from pilothouse.roadmap import queries
from pilothouse.vision import queries as vision

Title = Annotated[str, Field(min_length=1, max_length=500)]
Key = Annotated[str, Field(min_length=1, max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=255)]
Days = Annotated[float, Field(ge=0, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Why = Annotated[str, Field(max_length=2000, description="The reason, kept in the record")]
StatusName = Annotated[
    str, Field(min_length=1, max_length=60, description="One of the five, or a name of the workspace's own")
]
Description = Annotated[str, Field(max_length=10_000)]
PortfolioName = Annotated[str, Field(min_length=1, max_length=100)]
ProductIds = Annotated[list[Id], Field(max_length=500, description="At least one product.")]
LabelName = Annotated[str, Field(min_length=1, max_length=100)]
LabelNames = Annotated[list[LabelName], Field(max_length=100)]
PersonIds = Annotated[list[Id], Field(max_length=500)]
CustomValue = str | float | date | None
Custom = Annotated[
    dict[str, CustomValue], Field(max_length=100, description="Value by name or number of a custom field")
]
OfProduct = Annotated[
    str | None,
    Field(
        max_length=24,
        description="Key or number of a product, or `portfolio-3`; all products when left out",
    ),
]


def products_of(actor: Actor, product: str | None) -> Products:
    """The product or the products that an address names; None for all. Raises `NotFound` for what is not
    there."""
    if not product:
        return None
    if product.lower().startswith(SET):
        return queries.products_in(actor=actor, id=row_number(product[len(SET) :]) or 0)
    number = row_number(product)
    return vision.product_by_key(actor=actor, key=product).id if number is None else number
