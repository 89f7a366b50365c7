"""Saved portfolios as rows: their names, the products that they hold, and what is recorded of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line
from pilothouse.roadmap import models
from pilothouse.vision import queries as vision

REF = "roadmap.product_set"
_LONGEST = 100


def name_of(values: Mapping[str, Any]) -> str:
    """The name of a portfolio as it is stored. Raises `Invalid` for none, or one that is too long."""
    return line(values, "name", _LONGEST, needed="Give the portfolio a name.")


def chosen(actor: Actor, product_ids: Iterable[int]) -> dict[int, str]:
    """Name by number of the products that are to be held. Raises `Invalid` for none, `NotFound`."""
    there = {row.id: row.name for row in vision.product_names(actor=actor)}
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        raise Invalid("A portfolio holds at least one product.", where="product_ids", cure="Choose some.")
    if any(number not in there for number in wanted):
        raise NotFound("There is no such product.", where="product_ids", cure="See the list of products.")
    return {number: there[number] for number in wanted}


def held(row: models.ProductSet) -> dict[int, str]:
    """Name by number of the products that a portfolio holds."""
    return dict(row.members.values_list("product_id", "product__name"))


def hold(row: models.ProductSet, products: Iterable[int]) -> None:
    """Put products into a portfolio."""
    models.ProductSetMember.objects.bulk_create(
        models.ProductSetMember(workspace_id=row.workspace_id, product_set=row, product_id=number)
        for number in products
    )


def listed(names: Mapping[int, str]) -> list[str]:
    """Names of products as the record lists them."""
    return sorted(names.values(), key=str.casefold)


def record(
    *, actor: Actor, now: datetime, row: models.ProductSet, verb: str, changes: dict[str, list[Any]]
) -> None:
    """Record what was done to a portfolio."""
    journal.record(
        actor=actor,
        now=now,
        verb=f"portfolio.{verb}",
        subject=Ref(REF, row.pk),
        title=row.name,
        changes=changes,
    )


def refuse_taken(row: models.ProductSet) -> None:
    """Raise `Conflict` where another portfolio of the workspace has its name."""
    others = models.ProductSet.objects.filter(workspace_id=row.workspace_id).exclude(pk=row.pk)
    if any(name.casefold() == row.name.casefold() for name in others.values_list("name", flat=True)):
        raise taken(row.name)


def taken(name: str) -> Conflict:
    """What is raised for a name that another portfolio has."""
    return Conflict(f"There is a portfolio {name} already.", where="name", cure="Choose another name.")
