"""The order of items: by hand, and what it means.

The rank orders the items of a product. It is their priority within the plan: of two items that weigh the same
(cost of delay, value, priority) the planner prefers the upper one, and lists have items that are in no run in
that order.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit import bulk, versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.rows import find, ref, titled

_LEAST = 1e-6  # distance of ranks below which they are numbered anew


@transaction.atomic
def place_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None = None,
    before_key: str = "",
    after_key: str = "",
    batch: str = "",
) -> contracts.Item:
    """Put an item right before, or right after, another item of its product. Its parent stays.

    Raises `Invalid` unless one other item of the product is named, `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    structure.hold(actor.workspace_id)
    row, mark = find(actor, key), _mark(actor, before_key, after_key)
    if mark.pk == row.pk:
        return queries.item(actor=actor, key=key)
    if mark.product_id != row.product_id:
        raise Invalid(
            f"{mark.key} belongs to another product.",
            where="place",
            cure="Choose an item of the same product.",
        )
    rank = _between(row, mark, upper=bool(before_key))
    changes = versions.apply(row, {"rank": rank}, expected=version)
    if changes:
        told = {"place": [None, f"{'before' if before_key else 'after'} {mark.key}"]}
        journal.record(
            actor=actor,
            now=now,
            verb="item.placed",
            subject=ref(row),
            title=titled(row),
            changes=changes | told,
            batch=batch or sortable_id(now),
        )
    return queries.item(actor=actor, key=key)


def _mark(actor: Actor, before_key: str, after_key: str) -> models.Item:
    if bool(before_key) == bool(after_key):
        raise Invalid("Say before or after which item.", where="place", cure="Name one item.")
    return find(actor, before_key or after_key)


def _between(row: models.Item, mark: models.Item, *, upper: bool) -> float:
    """A rank right above (`upper`) or below `mark`; the product is numbered anew where there is no room."""
    rank = _room(row, mark, upper=upper)
    if rank is None:
        _renumber(row.product_id)
        mark.refresh_from_db(fields=["rank"])
        row.refresh_from_db(fields=["rank"])
        rank = _room(row, mark, upper=upper)
    assert rank is not None
    return rank


def _room(row: models.Item, mark: models.Item, *, upper: bool) -> float | None:
    others = models.Item.objects.filter(product_id=row.product_id).exclude(pk__in=(row.pk, mark.pk))
    if upper:
        near = others.filter(rank__lte=mark.rank).order_by("-rank").values_list("rank", flat=True).first()
        return _middle(mark.rank - 1.0 if near is None else near, mark.rank)
    near = others.filter(rank__gte=mark.rank).order_by("rank").values_list("rank", flat=True).first()
    return _middle(mark.rank, mark.rank + 1.0 if near is None else near)


def _middle(low: float, high: float) -> float | None:
    return (low + high) / 2 if high - low > _LEAST else None


def _renumber(product_id: int) -> None:
    """Ranks 1, 2, 3 ... in the present order, which stays: no version counts it."""
    rows = list(models.Item.objects.filter(product_id=product_id).order_by("rank", "id").only("pk", "rank"))
    for place, row in enumerate(rows, 1):
        row.rank = float(place)
    bulk.update(rows, ["rank"])
