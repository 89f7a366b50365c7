"""What waits for what, between the items that the engine sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.problem import Dependency, DependencyKind, Item
from pilothouse.roadmap.planning.nodes import ItemNode, ParentEnd, ParentStart
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.queries.snapshot import Link, Since

Ends = list[ParentStart | ParentEnd]


def edges_of(links: Sequence[Link], structure: Structure) -> tuple[list[Dependency], Ends]:
    """Edges between leaves. A parent that waits or is waited for becomes a start and an end milestone."""
    named = {number for link in links for number in (link.predecessor_id, link.successor_id)}
    touched = sorted(named & structure.children.keys())
    edges: list[Dependency] = []
    ends: Ends = []
    for number in touched:
        start, end = ParentStart(number), ParentEnd(number)
        ends += [start, end]
        for leaf in structure.leaves(number):
            edges.append(Dependency(start.name, ItemNode(leaf).name))
            edges.append(Dependency(ItemNode(leaf).name, end.name))
    edges += [_edge(link, structure) for link in links]
    return list({(edge.predecessor, edge.successor, edge.kind): edge for edge in edges}.values()), ends


def _edge(link: Link, structure: Structure) -> Dependency:
    first = _end(link.predecessor_id, structure, starts=link.kind[0] == "S")
    second = _end(link.successor_id, structure, starts=link.kind[1] == "S")
    return Dependency(first.name, second.name, cast("DependencyKind", link.kind), link.lag_days)


def _end(number: int, structure: Structure, *, starts: bool) -> ItemNode | ParentStart | ParentEnd:
    if number not in structure.children:
        return ItemNode(number)
    return ParentStart(number) if starts else ParentEnd(number)


def held_back(
    items: Iterable[Item], since: Sequence[Since], structure: Structure, clock: PlanClock
) -> list[Item]:
    """`items`, those later that wait some days after something that is done already."""
    earliest = _earliest(since, structure, clock)
    return [
        replace(item, earliest=max(item.earliest, earliest[item.id])) if item.id in earliest else item
        for item in items
    ]


def _earliest(since: Sequence[Since], structure: Structure, clock: PlanClock) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for row in since:
        begun = clock.end_of(row.day) if row.kind == "FS" else clock.day_of(row.day)
        for leaf in structure.leaves(row.item_id):
            name = ItemNode(leaf).name
            found[name] = max(begun + row.lag_days, found.get(name, 0.0))
    return found
