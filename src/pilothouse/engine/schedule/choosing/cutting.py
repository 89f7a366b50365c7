"""The items of one rank cut out of a problem, with what higher ranks leave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.choosing.above import Above, budgets_left, busy_with, gates_of
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.parts import Dependency
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.ways import waiting_of, ways_of


def part_of(problem: Problem, names: Sequence[str], rank: Mapping[str, int], above: Above) -> Part:
    """The items `names`, which have one rank by `rank`, around what is above.

    Of pools, caps and groups it has those of its items, of budgets what is left.
    """
    inside = frozenset(names)
    edges = tuple(edge for edge in problem.dependencies if {edge.predecessor, edge.successor} <= inside)
    items = [item for item in problem.items if item.id in inside]
    tied = _tied(items, edges, rank) if problem.strict else frozenset[int]()
    asked = {name for item in items for way in ways_of(item) for name in way.demands}
    products = {item.product for item in items}
    own = replace(
        problem,
        items=tuple(
            replace(item, optional=True, value=0.0) if row in tied else item for row, item in enumerate(items)
        ),
        dependencies=edges,
        pools=tuple(pool for pool in problem.pools if pool.id in asked),
        caps=tuple(cap for cap in problem.caps if not products.isdisjoint(cap.products)),
        groups=tuple(
            replace(group, members=members)
            for group in problem.groups
            if (members := tuple(name for name in group.members if name in inside))
        ),
        budgets=budgets_left(problem, above),
    )
    left = {
        pool.id: max(0, pool.capacity - above.spent.get(pool.id, 0))
        for pool in problem.pools
        if not pool.renewable
    }
    return Part(own, left, tied, gates_of(problem, inside, above), busy_with(own, above))


def _tied(items: Sequence[Item], edges: Sequence[Dependency], rank: Mapping[str, int]) -> frozenset[int]:
    """Rows of what ranks lower by itself and has only followers that may be left out."""
    _, after = waiting_of(items, edges)
    found: set[int] = set()
    for row in reversed(
        topological_order(len(items), [(a, b) for a, rows in enumerate(after) for b in rows])
    ):
        lifted = rank[items[row].id] < items[row].rank
        if lifted and all(items[other].optional or other in found for other in after[row]):
            found.add(row)
    return frozenset(found)
