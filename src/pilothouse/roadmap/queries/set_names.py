"""What portfolios are called, and which products they hold: read by the product choice of every page, and by
every plan."""

from __future__ import annotations

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import ProductSetName
from pilothouse.roadmap import models


def product_set_names(*, actor: Actor) -> tuple[ProductSetName, ...]:
    """What the product choice offers: every portfolio that still has products, by name; one statement."""
    names: dict[int, str] = {}
    held: dict[int, list[int]] = {}
    for number, name, product in _members(actor.workspace_id):
        names[number] = name
        held.setdefault(number, []).append(product)
    return tuple(ProductSetName(number, name, tuple(held[number])) for number, name in names.items())


@prepared
def _members(workspace_id: int) -> QuerySet[models.ProductSetMember, tuple[int, str, int]]:
    rows = models.ProductSetMember.objects.filter(workspace_id=workspace_id)
    rows = rows.order_by("product_set__name", "product_set_id", "id")
    return rows.values_list("product_set_id", "product_set__name", "product_id")
