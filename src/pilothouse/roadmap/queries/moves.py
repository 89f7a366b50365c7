"""The largest moves of a run against the one before, which are stored with the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import KeptTo
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.causes import Causes
from pilothouse.roadmap.queries.moves_by_product import MOST, MOST_OF_PRODUCT, Days, Named, differing, largest
from pilothouse.roadmap.queries.moves_stored import StoredMoves


@dataclass(frozen=True, slots=True)
class Moves:
    """The largest moves of a plan as they are stored, by product and under None of all; `against` says with
    which runs it was compared, `many` how much differs of all."""

    against: dict[int | None, int | None]
    rows: Mapping[int | None, StoredMoves]
    many: int = 0


def last_runs(*, actor: Actor, products: Iterable[int | None]) -> dict[int | None, int | None]:
    """Primary key of the newest run of all (under None), and of the newest that holds each product."""
    newest = runs.newest_by_product(actor)
    found: dict[int | None, int | None] = {product: newest.get(product or 0) for product in products}
    return found | {None: max(newest.values(), default=None)}


def largest_moves(
    *, actor: Actor, products: Sequence[int], items: Days, releases: Days, kept: KeptTo | None = None
) -> Moves:
    """What moved by a day or more at p85, is new or gone in a plan that is not stored yet, largest first,
    with its cause where the plan was `kept` to that run; one statement for each run that it is compared with.
    """
    against = last_runs(actor=actor, products=products)
    own = Named(actor)
    new = own.sorted_out(items, releases)
    old = {
        run: own.sorted_out(
            _days(models.PlannedItem.objects.filter(run_id=run), "item_id"),
            _days(models.PlannedRelease.objects.filter(run_id=run), "release_id"),
        )
        for run in set(against.values())
        if run is not None
    }
    moved = {
        product: [] if run is None else differing(new[product], old[run][product])
        for product, run in against.items()
    }
    why = Causes.of(actor, kept.moves, kept.passed) if kept else None
    keeps = runs.of_number(actor, kept.run).pk if kept else None
    found: dict[int | None, StoredMoves] = {
        product: largest(
            rows,
            most=MOST if product is None else MOST_OF_PRODUCT,
            why=why if against[product] == keeps else None,
        )
        for product, rows in moved.items()
    }
    return Moves(against, found, len(moved[None]))


def _days(rows: QuerySet[Any], subject: str) -> Days:
    return {number: (p50, p85) for number, p50, p85 in rows.values_list(subject, "p50", "p85")}
