"""Saved portfolios are removed and restored."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import models
from pilothouse.roadmap.services.product_set_rows import REF, held, hold, listed, refuse_taken
from pilothouse.vision import queries as vision


@transaction.atomic
def remove_product_set(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a portfolio, not its products; returns the entry that restores it. Raises `Stale`,
    `NotFound`."""
    row = rows.find(models.ProductSet, actor, id, "portfolio")
    names = held(row)
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="portfolio.removed",
        ref=REF,
        title=row.name,
        more={"products": listed(names), "carried": list(names)},
    )


def restore_product_set(*, actor: Actor, now: datetime, entry: Entry) -> Restored:
    """Bring a removed portfolio back, with those of its products that are still there."""
    there = {row.id: row.name for row in vision.product_names(actor=actor)}
    carried = {number: there[number] for number in entry.changes["carried"][0] if number in there}
    if not carried:
        raise Conflict(
            "None of its products is there any more.", where=entry.title, cure="Restore one of them first."
        )
    refuse_taken(models.ProductSet(workspace_id=actor.workspace_id, name=entry.title))
    row, found = rows.restore(
        table=models.ProductSet, actor=actor, now=now, entry=entry, verb="portfolio.restored"
    )
    hold(row, carried)
    return found
