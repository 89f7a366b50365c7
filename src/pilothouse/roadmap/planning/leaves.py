"""The items that are planned themselves: those without open parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Need
from pilothouse.roadmap.planning.groups import end_of
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.people import name_of, stays
from pilothouse.roadmap.planning.sizes import Sizes
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.planning.weights import weight
from pilothouse.roadmap.queries.snapshot import Colleague, OpenItem, Snapshot

CLOSING = "All its parts are finished; only closing it is left."


@dataclass(frozen=True)
class Leaf:
    """An item as read and as the engine sees it; `assumed` says where work without an estimate comes from."""

    item: OpenItem
    work: Item
    assumed: str = ""


def leaves_of(
    taken: Snapshot, structure: Structure, sizes: Sizes, people: Mapping[int, Colleague], clock: PlanClock
) -> list[Leaf]:
    """All leaves by rank. A parent with all its parts done takes no time any more."""
    closing, skills = frozenset(taken.finished_parents), dict(taken.skills)
    found = []
    for item in structure.items.values():
        if item.id in structure.children:
            continue
        if item.id in closing:
            found.append(Leaf(item, _closing(item, clock), CLOSING))
            continue
        effort, assumed = sizes.effort(item)
        found.append(Leaf(item, _work(item, effort, people, skills, clock), assumed))
    return found


def _closing(item: OpenItem, clock: PlanClock) -> Item:
    name, deadline = ItemNode(item.id).name, end_of(clock, item.deadline)
    return Item(name, item.title, deadline=deadline, weight=weight(item))


def _work(
    item: OpenItem,
    effort: Effort | None,
    people: Mapping[int, Colleague],
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
        people=_chosen(item, people) if works else (),
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


def _chosen(item: OpenItem, people: Mapping[int, Colleague]) -> tuple[str, ...]:
    """People chosen by the user, less those who leave: their part falls back to the planner.

    Without needs an owner is who does it; with needs the owner answers for it and skills decide.
    """
    chosen = [number for number in item.chosen if stays(number, people)]
    if not chosen and not item.needs and item.owner_id is not None and stays(item.owner_id, people):
        chosen = [item.owner_id]
    return tuple(map(name_of, chosen))
