"""Plans that keep to an earlier one: its places on today's clock, and what moved all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.plan import Placed, Plan, Reason
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import KeptMove, KeptTo, Passed
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.people import name_of
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.schedule.replan import Moved, Replanned

_SAME = 1e-6


def published(
    actor: Actor, number: int, inputs: Inputs, *, text: str = "stays where it was published"
) -> list[Placed]:
    """The places of a run, on the clock of a plan made later, with `text` for what stays there. Raises
    `NotFound`.

    Somebody who has no time any more for an item's product is named as they were, so that the item is given
    to someone else.
    """
    clock = inputs.clock
    places = queries.places(actor=actor, number=number)
    passed = PlanClock(places.as_of, clock.calendar).day_of(clock.start)
    reason = Reason("published", None, None, text)
    return [
        Placed(
            ItemNode(row.item_id).name,
            row.start_day - passed,
            row.finish_day - passed,
            tuple(_engine_name(inputs, person, row.item_id) for person in row.people),
            reason,
        )
        for row in places.rows
    ]


def _engine_name(inputs: Inputs, person: int, item: int) -> str:
    found = inputs.structure.items.get(item)
    return (inputs.force.name(person, found.product_id) if found else None) or name_of(person)


def amended(
    actor: Actor, number: int, inputs: Inputs, before: Sequence[Placed], held: Collection[str]
) -> list[Placed]:
    """The places of run `number`, with `held` back where they were before. What moved in that run keeps the
    reason that it gave."""
    items = inputs.structure.items
    keys = {
        node.name: items[node.item_id].key for node in inputs.nodes.values() if isinstance(node, ItemNode)
    }
    why = {move.key: move.text for move in queries.every_move(actor=actor, number=number)}
    places = published(actor, number, inputs)
    told = [
        replace(row, reason=replace(row.reason, text=why[keys[row.item]]))
        if keys.get(row.item) in why
        else row
        for row in places
    ]
    return adopted(told, before, held)


def adopted(places: Sequence[Placed], proposal: Sequence[Placed], accepted: Collection[str]) -> list[Placed]:
    """`places`, with those of the accepted items as proposed."""
    proposed = {row.item: row for row in proposal if row.item in accepted}
    known = {row.item for row in places}
    return [
        *(proposed.get(row.item, row) for row in places),
        *(row for name, row in proposed.items() if name not in known),
    ]


def moves_between(inputs: Inputs, before: Sequence[Placed], plan: Plan) -> tuple[KeptMove, ...]:
    """What starts elsewhere, or with others, than before, by its new start."""
    was = {row.item: row for row in before}
    return _moves(
        inputs,
        (
            _Move(row.item, was[row.item].start, row.start, was[row.item].people, row.people, row.reason.text)
            for row in sorted(plan.placed, key=lambda one: one.start)
            if row.item in was and _differs(was[row.item], row)
        ),
    )


class _Move(NamedTuple):
    """As the engine's, without finishes."""

    item: str
    start_before: float
    start_after: float
    people_before: tuple[str, ...]
    people_after: tuple[str, ...]
    text: str


def passed(inputs: Inputs, before: Sequence[Placed], plan: Plan) -> dict[str, Passed]:
    """By the key of each item that stays, what has moved past it among the work of its people."""
    was = {row.item: row for row in before}
    moved: dict[str, list[tuple[float, float, str]]] = {}
    for row in plan.placed:
        if (old := was.get(row.item)) is None or not _differs(old, row):
            continue
        if (item := inputs.item(row.item)) is None:
            continue
        for person in {*old.people, *row.people}:
            there, here = person in old.people, person in row.people
            span = (old.start if there else inf, row.start if here else inf, item.title)
            moved.setdefault(person, []).append(span)
    found = {}
    for row in plan.placed:
        item, old = inputs.item(row.item), was.get(row.item)
        if item is None or old is None or _differs(old, row):
            continue
        near = [span for person in row.people for span in moved.get(person, ())]
        gone = max((span for span in near if span[0] < row.start < span[1]), default=None)
        come = max((span[1:] for span in near if span[1] < row.start < span[0]), default=None)
        if gone or come:
            found[item.key] = Passed(_gone(*gone) if gone else "", _come(*come) if come else "")
    return found


def _gone(_: float, after: float, title: str) -> str:
    return f"{title}, which was ahead of it, {'is done by others' if after == inf else 'comes after it'} now"


def _come(_: float, title: str) -> str:
    return f"{title} goes ahead of it now"


def _differs(was: Placed, row: Placed) -> bool:
    return abs(max(0.0, was.start) - row.start) > _SAME or set(was.people) != set(row.people)


def kept_to(
    inputs: Inputs, kept: Replanned, number: int, held: Sequence[int], accepted: Sequence[int] = ()
) -> KeptTo:
    """What moved against run `number`, and what planning anew would gain. `held`: items asked to stay,
    `accepted`: those whose proposed move was agreed to."""
    items = inputs.structure.items
    agreed = {ItemNode(each).name for each in accepted}
    return KeptTo(
        run=number,
        moves=_moves(inputs, kept.moved),
        kept=sum(inputs.item(name) is not None for name in kept.kept),
        stays=by_product(inputs, kept.kept),
        held=tuple(items[each].key for each in held if each in items),
        anew=kept.is_anew,
        anew_days=round(kept.plan.makespan - kept.anew_makespan, 1),
        anew_moves=kept.anew_moves,
        accepted=tuple(items[each].key for each in accepted if each in items),
        missed=_moves(inputs, (row for row in kept.moved if row.item in agreed)),
    )


def by_product(inputs: Inputs, names: Iterable[str]) -> dict[str, int]:
    """How many of these items each product has, by its key."""
    keys = {row.id: row.key for row in inputs.snapshot.products}
    return dict(Counter(keys[item.product_id] for name in names if (item := inputs.item(name)) is not None))


def _moves(inputs: Inputs, rows: Iterable[Moved | _Move]) -> tuple[KeptMove, ...]:
    clock = inputs.clock
    products = {row.id: row.key for row in inputs.snapshot.products}
    return tuple(
        KeptMove(
            key=item.key,
            title=item.title,
            before=clock.start_date(row.start_before),
            after=clock.start_date(row.start_after),
            days=round(row.start_after - max(0.0, row.start_before), 1),
            others=row.people_before != row.people_after,
            text=row.text,
            product=products[item.product_id],
        )
        for row in rows
        if (item := inputs.item(row.item)) is not None
    )
