"""The items that are planned themselves: those without open parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Need
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap.planning.groups import end_of
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.people import stays
from pilothouse.roadmap.planning.sizes import Sizes
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.planning.weights import weight
from pilothouse.roadmap.planning.workforce import Workforce, product_name
from pilothouse.roadmap.queries.snapshot import Colleague, OpenItem, OpenProduct, Snapshot

CLOSING = "All its parts are finished; only closing it is left."


@dataclass(frozen=True)
class Leaf:
    """An item as read and as the engine sees it; `assumed` says where work without an estimate comes from."""

    item: OpenItem
    work: Item
    assumed: str = ""


def leaves_of(
    taken: Snapshot,
    structure: Structure,
    sizes: Sizes,
    people: Mapping[int, Colleague],
    force: Workforce,
    clock: PlanClock,
) -> list[Leaf]:
    """All leaves by product and rank. A parent with all its parts done takes no time any more.

    Raises `Invalid` for an item that is given to somebody who has no time for its product.
    """
    closing, skills = frozenset(taken.finished_parents), dict(taken.skills)
    products = {row.id: row for row in taken.products}
    found = []
    for item in structure.items.values():
        if item.id in structure.children:
            continue
        if item.id in closing:
            work, assumed = _closing(item, clock), CLOSING
        else:
            effort, assumed = sizes.effort(item)
            chosen = _named(item, products[item.product_id], people, force) if effort else ()
            work = _work(item, effort, chosen, skills, clock)
        found.append(Leaf(item, of_product(work, taken, item.product_id), assumed))
    return found


def of_product(work: Item, taken: Snapshot, product_id: int) -> Item:
    """Work, or the end of a parent, with its product, and its place in the order where that is strict."""
    place = next(place for place, row in enumerate(taken.products) if row.id == product_id)
    return replace(work, product=product_name(product_id), rank=place if taken.mode == "strict" else 0)


def _closing(item: OpenItem, clock: PlanClock) -> Item:
    name, deadline = ItemNode(item.id).name, end_of(clock, item.deadline)
    return Item(name, item.title, deadline=deadline, weight=weight(item))


def _work(
    item: OpenItem,
    effort: Effort | None,
    chosen: tuple[str, ...],
    skills: Mapping[int, str],
    clock: PlanClock,
) -> Item:
    """An item with `effort` left to do; a milestone without."""
    later = item.earliest_start is not None and item.earliest_start > clock.start
    works = effort is not None
    return Item(
        id=ItemNode(item.id).name,
        title=item.title,
        effort=effort,
        needs=_needs(item, skills) if works else (),
        people=chosen,
        earliest=max(0.0, clock.day_of(item.earliest_start)) if item.earliest_start else 0.0,
        deadline=end_of(clock, item.deadline),
        deadline_hard=item.deadline_hard,
        weight=weight(item),
        fixed_start=0.0 if item.is_started and works and not later else None,
    )


def _needs(item: OpenItem, skills: Mapping[int, str]) -> tuple[Need, ...]:
    return tuple(
        Need(None if need.skill_id is None else skills[need.skill_id], float(need.level), need.people)
        for need in item.needs
    )


def _named(
    item: OpenItem, product: OpenProduct, people: Mapping[int, Colleague], force: Workforce
) -> tuple[str, ...]:
    """The engine's names of who is chosen. Raises `Invalid` for somebody who has no time for the product."""
    found = []
    for number in _chosen(item, people):
        name = force.name(number, product.id)
        if name is None:
            person = people[number].name
            raise Invalid(
                f"{person} is to do {item.key} {item.title}, but has no share for {product.name}.",
                where=item.key,
                cure=f"Give {product.name} a share of {person}, or choose someone else.",
                code="no_share",
            )
        found.append(name)
    return tuple(found)


def _chosen(item: OpenItem, people: Mapping[int, Colleague]) -> tuple[int, ...]:
    """People chosen by the user, less those who leave: their part falls back to the planner.

    Without needs an owner is who does it; with needs the owner answers for it and skills decide.
    """
    chosen = [number for number in item.chosen if stays(number, people)]
    if not chosen and not item.needs and item.owner_id is not None and stays(item.owner_id, people):
        chosen = [item.owner_id]
    return tuple(chosen)
