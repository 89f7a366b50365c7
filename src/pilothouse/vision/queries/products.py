"""Products of a workspace; always within the actor's workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import ProductName
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.vision import models
from pilothouse.vision.contracts import Product

Place = Callable[[], "Subquery[Any]"]


def products(*, actor: Actor) -> tuple[Product, ...]:
    """All products, oldest first; one statement."""
    return tuple(as_product(row) for row in _of(actor))


def product_names(*, actor: Actor, place: Place | None = None) -> tuple[ProductName, ...]:
    """What the product choice offers: all products by their `place`, which makes an expression over a
    product, those without one last, and then oldest first; one statement."""
    rows = _names(actor.workspace_id, place=place)
    return tuple(ProductName(pk, key, name, Ref("vision.product", pk)) for pk, key, name in rows)


@prepared
def _names(workspace_id: int, *, place: Place | None) -> QuerySet[models.Product, tuple[int, str, str]]:
    order = ("pk",) if place is None else (place().asc(nulls_last=True), "pk")
    rows = models.Product.objects.filter(workspace_id=workspace_id)
    return rows.order_by(*order).values_list("pk", "key", "name")


def product(*, actor: Actor, id: int) -> Product:
    """One product. Raises `NotFound`, alike for one of another workspace."""
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise no_product()
    return as_product(row)


def product_by_key(*, actor: Actor, key: str) -> Product:
    """One product by its key, in capitals or not. Raises `NotFound` naming the keys that exist."""
    row = _of(actor).filter(key=key.strip().upper().replace("\0", "")).first()
    if row is None:
        known = ", ".join(each.key for each in products(actor=actor)) or "none yet"
        raise NotFound(f"There is no product '{key[:20]}'.", where="product", cure=f"Known are: {known}.")
    return as_product(row)


def find_products(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Products by a part of the name, or by key."""
    rows = _of(actor).filter(Q(name__icontains=text) | Q(key__iexact=text))[:limit]
    return [Found(row.name, row.key, Ref("vision.product", row.pk)) for row in rows]


def as_product(row: models.Product) -> Product:
    return Product(row.pk, row.key, row.name, row.statement, row.description, row.budget_cents, row.version)


def no_product() -> NotFound:
    return NotFound("There is no such product.", cure="See the list of products.")


def _of(actor: Actor) -> QuerySet[models.Product]:
    return models.Product.objects.filter(workspace_id=actor.workspace_id)
