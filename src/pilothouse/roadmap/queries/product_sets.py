"""Portfolios: products that are looked at together under a name."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Portfolio, ProductSet
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.portfolio import portfolio
from pilothouse.roadmap.queries.set_names import product_set_names


def product_sets(*, actor: Actor, known: Portfolio | None = None) -> tuple[ProductSet, ...]:
    """Every portfolio by name, its products in the order of all of them, `known` where they were read, with
    what the newest run says of them together."""
    rows = list(models.ProductSet.objects.filter(workspace_id=actor.workspace_id))
    if not rows:
        return ()
    products, run = (known or portfolio(actor=actor)).products, runs.latest_run(actor=actor)
    held: dict[int, list[int]] = {}
    members = models.ProductSetMember.objects.filter(workspace_id=actor.workspace_id)
    for number, product in members.values_list("product_set_id", "product_id"):
        held.setdefault(number, []).append(product)
    return tuple(
        ProductSet(
            row.pk,
            row.name,
            tuple(each for each in products if each.id in held.get(row.pk, ())),
            row.version,
            run.together_of(held.get(row.pk, ())) if run else None,
        )
        for row in rows
    )


def product_set(*, actor: Actor, id: int) -> ProductSet:
    """One portfolio. Raises `NotFound`."""
    found = next((row for row in product_sets(actor=actor) if row.id == id), None)
    if found is None:
        raise NotFound("There is no such portfolio.", cure="See the Products page.")
    return found


def products_in(*, actor: Actor, id: int) -> tuple[int, ...]:
    """The numbers of the products of a portfolio. Raises `NotFound`."""
    found = next((row for row in product_set_names(actor=actor) if row.id == id), None)
    if found is None:
        raise NotFound("There is no such portfolio.", where="product", cure="See the Products page.")
    return found.product_ids
