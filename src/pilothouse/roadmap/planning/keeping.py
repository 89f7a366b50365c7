"""Plans that keep to an earlier one: its places on today's clock, and what moved all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.plan import Placed, Reason
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models

if TYPE_CHECKING:
    from pilothouse.engine.schedule.replan import Replanned


def published(actor: Actor, product_id: int, number: int, clock: PlanClock) -> list[Placed]:
    """The places of a run, on the clock of a plan made later. Raises `NotFound`."""
    run = models.PlanRun.objects.filter(
        workspace_id=actor.workspace_id, product_id=product_id, number=number
    ).first()
    if run is None:
        raise NotFound(f"There is no plan run {number} of this product.", cure="See the list of runs.")
    passed = PlanClock(run.as_of, clock.calendar).day_of(clock.start)
    rows = models.PlannedItem.objects.filter(run=run, start_day__isnull=False, finish_day__isnull=False)
    reason = Reason("published", None, None, "stays where it was published")
    return [
        Placed(
            str(row.item_id),
            (row.start_day or 0.0) - passed,
            (row.finish_day or 0.0) - passed,
            tuple(str(person) for person in row.people),
            reason,
        )
        for row in rows.only("item_id", "start_day", "finish_day", "people")
    ]


def told(
    rows: Mapping[str, models.Item], clock: PlanClock, kept: Replanned, number: int, held: Sequence[int]
) -> dict[str, Any]:
    """What moved against the run that was kept to, and what planning anew would gain."""
    moves = [
        {
            "key": rows[row.item].key,
            "title": rows[row.item].title,
            "from": clock.start_date(row.start_before).isoformat(),
            "to": clock.start_date(row.start_after).isoformat(),
            "days": round(row.days, 1),
            "others": row.people_before != row.people_after,
            "text": row.text,
        }
        for row in kept.moved
        if row.item in rows
    ]
    return {
        "run": number,
        "moves": moves,
        "kept": sum(name in rows for name in kept.kept),
        "held": [rows[str(row)].key for row in held if str(row) in rows],
        "anew": kept.is_anew,
        "anew_days": round(kept.plan.makespan - kept.anew_makespan, 1),
        "anew_moves": kept.anew_moves,
    }
