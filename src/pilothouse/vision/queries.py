"""Products of a workspace."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.search import Found
from pilothouse.vision import models
from pilothouse.vision.contracts import Product


def products(*, actor: Actor) -> tuple[Product, ...]:
    """All products, oldest first."""
    return tuple(as_product(row) for row in models.Product.objects.filter(workspace_id=actor.workspace_id))


def product(*, actor: Actor, id: int) -> Product:
    """One product. Raises `NotFound`, alike for one of another workspace."""
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such product.", cure="See the list of products.")
    return as_product(row)


def product_by_key(*, actor: Actor, key: str) -> Product:
    """One product by its key. Raises `NotFound` naming the keys that exist."""
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, key=key.upper()).first()
    if row is None:
        names = ", ".join(each.key for each in products(actor=actor))
        raise NotFound(f"There is no product '{key[:20]}'.", where="product", cure=f"Known are: {names or 'none yet'}.")
    return as_product(row)


def search(*, actor: Actor, text: str, limit: int = 5) -> list[Found]:
    """Products by name or key."""
    rows = models.Product.objects.filter(workspace_id=actor.workspace_id, name__icontains=text)[:limit]
    return [
        Found("Products", row.name, row.key, f"/w/{actor.workspace_slug}/vision/products/{row.pk}") for row in rows
    ]


def as_product(row: models.Product) -> Product:
    return Product(row.pk, row.key, row.name, row.statement, row.description, row.version)
