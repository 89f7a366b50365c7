"""The dates of a plan run by what they are of, as other rooms refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.queries.runs import run as run_of
from pilothouse.roadmap.queries.set_names import product_set_names


@dataclass(frozen=True, slots=True)
class RunDate:
    """When `ref` is done in a run: a product, a portfolio or a release; empty for all of it. `chance` is that
    of the target date of a release."""

    ref: str
    name: str
    p50: date
    p85: date
    chance: float | None = None


def run_dates(*, actor: Actor, number: int) -> tuple[RunDate, ...]:
    """All of them: the whole plan, products in their order, portfolios, and releases, those first that end
    first. Raises `NotFound`."""
    run = run_of(actor=actor, number=number, whole=False)
    found = [RunDate("", "All products", run.p50, run.p85)] if run.p50 and run.p85 else []
    found += [
        RunDate(f"vision.product:{row.product_id}", row.name, row.p50, row.p85)
        for row in run.products
        if row.p50 and row.p85
    ]
    saved = {row.name: row.id for row in product_set_names(actor=actor)}
    found += [
        RunDate(f"roadmap.product_set:{saved[row.name]}", row.name, row.p50, row.p85)
        for row in run.portfolios
        if row.name in saved
    ]
    planned = models.PlannedRelease.objects.filter(run_id=run.id).select_related("release__product")
    names = len(run.products) > 1
    found += [
        RunDate(
            f"roadmap.release:{row.release_id}",
            f"{row.release.product.name}: {row.release.name}" if names else row.release.name,
            row.p50,
            row.p85,
            row.chance if row.release.target_on else None,
        )
        for row in planned.order_by("p85", "id")
    ]
    return tuple(found)
