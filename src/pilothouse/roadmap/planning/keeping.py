"""Plans that keep to an earlier one: its places on today's clock, and what moved all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.plan import Placed, Reason
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import KeptMove, KeptTo
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.people import name_of
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.schedule.replan import Replanned


def published(actor: Actor, product_id: int, number: int, clock: PlanClock) -> list[Placed]:
    """The places of a run, on the clock of a plan made later. Raises `NotFound`."""
    places = queries.places(actor=actor, product_id=product_id, number=number)
    passed = PlanClock(places.as_of, clock.calendar).day_of(clock.start)
    reason = Reason("published", None, None, "stays where it was published")
    return [
        Placed(
            ItemNode(row.item_id).name,
            row.start_day - passed,
            row.finish_day - passed,
            tuple(name_of(number) for number in row.people),
            reason,
        )
        for row in places.rows
    ]


def kept_to(inputs: Inputs, kept: Replanned, number: int, held: Sequence[int]) -> KeptTo:
    """What moved against run `number`, and what planning anew would gain. `held`: items asked to stay."""
    clock, items = inputs.clock, inputs.structure.items
    moves = tuple(
        KeptMove(
            key=item.key,
            title=item.title,
            before=clock.start_date(row.start_before),
            after=clock.start_date(row.start_after),
            days=round(row.days, 1),
            others=row.people_before != row.people_after,
            text=row.text,
        )
        for row in kept.moved
        if (item := inputs.item(row.item)) is not None
    )
    return KeptTo(
        run=number,
        moves=moves,
        kept=sum(inputs.item(name) is not None for name in kept.kept),
        held=tuple(items[each].key for each in held if each in items),
        anew=kept.is_anew,
        anew_days=round(kept.plan.makespan - kept.anew_makespan, 1),
        anew_moves=kept.anew_moves,
    )
