"""Where a run placed its items, and what it said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.queries import stored, thinned


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run placed an item, in working days from its first day on, and with whom."""

    item_id: int
    start_day: float
    finish_day: float
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a run that began on `as_of`."""

    as_of: date
    rows: tuple[Place, ...]


def places(*, actor: Actor, number: int) -> Places:
    """Where run `number` placed its items. Raises `NotFound`, `Gone`."""
    run = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if run is None:
        raise NotFound(f"There is no plan run {number}.", cure="See the list of runs.")
    if thinned.thinned_on(run):
        raise thinned.gone(number)
    rows = run.planned_items.filter(start_day__isnull=False, finish_day__isnull=False).order_by("id")
    return Places(
        run.as_of,
        tuple(
            Place(item, start or 0.0, finish or 0.0, tuple(people))
            for item, start, finish, people in rows.values_list(
                "item_id", "start_day", "finish_day", "people"
            )
        ),
    )


def ranks(*, actor: Actor, number: int) -> dict[int, int] | None:
    """By product its rank in the strict order that the places of run `number` keep; None where they keep none
    or that is not known.
    """
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, number=number)
    result = rows.values_list("result", flat=True).first() or {}
    return stored.ranks(result.get(stored.RANKS))


def late_dates(*, actor: Actor, number: int) -> dict[int, date]:
    """The 85 % date of each item in run `number`."""
    rows = models.PlannedItem.objects.filter(workspace_id=actor.workspace_id, run__number=number)
    return dict(rows.order_by().values_list("item_id", "p85"))
