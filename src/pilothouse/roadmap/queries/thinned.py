"""Old runs of which the rows of items and weeks are gone; what else they say stays."""

from __future__ import annotations

from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Gone
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Moved, PlanRun
from pilothouse.roadmap.queries import moves_stored

THINNED = "thinned_on"  # in a run's result: the day from which the rows of its items are gone


def thinned_on(row: models.PlanRun) -> date | None:
    said = row.result.get(THINNED)
    return date.fromisoformat(said) if said else None


def gone(number: int) -> Gone:
    return Gone(f"The dates of items in plan run {number} are not kept any more.", cure="Choose a newer run.")


def largest_kept(*, actor: Actor, run: PlanRun, most: int) -> tuple[Moved, ...]:
    """What moved most when the run was made, as it was stored with it."""
    row = models.PlanRun.objects.prefetch_related("products").get(workspace_id=actor.workspace_id, pk=run.id)
    held = [part.result for part in row.products.all() if run.scope is None or _is_of(part.product_id, run)]
    kept = [row.result] if run.scope is None else held
    found = [result[moves_stored.STORED] for result in kept if moves_stored.STORED in result]
    return moves_stored.stored_moves(actor=actor, rows=moves_stored.merged(found), most=most)


def _is_of(product_id: int, run: PlanRun) -> bool:
    return product_id == run.product_id or product_id in run.product_ids
