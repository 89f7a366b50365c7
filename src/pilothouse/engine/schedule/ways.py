"""The ways in which items can be done, what waits for them, and the stocks that they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pilothouse.engine.schedule.parts import Alternative, Dependency
from pilothouse.engine.schedule.problem import Item, Problem

Choice = tuple[int, ...]  # for each item the number of its way, or OUT

OUT = -1


def way_count(item: Item) -> int:
    """How many ways there are to do the item."""
    return max(1, len(item.alternatives))


def ways_of(item: Item) -> Sequence[Item | Alternative]:
    return item.alternatives or (item,)


def waiting_of(items: Sequence[Item], edges: Iterable[Dependency]) -> tuple[list[list[int]], list[list[int]]]:
    """For each item the rows of those that it waits for, and of those that wait for it."""
    number = {item.id: row for row, item in enumerate(items)}
    before: list[list[int]] = [[] for _ in number]
    after: list[list[int]] = [[] for _ in number]
    for edge in edges:
        before[number[edge.successor]].append(number[edge.predecessor])
        after[number[edge.predecessor]].append(number[edge.successor])
    return before, after


def overspent(problem: Problem, choice: Sequence[int], left: Mapping[str, int]) -> int:
    """Units beyond those that are left, over all stocks."""
    spent = [
        spent_of(problem, choice, pool.id) - left[pool.id] for pool in problem.pools if not pool.renewable
    ]
    return sum(max(0, over) for over in spent)


def spent_of(problem: Problem, choice: Sequence[int], pool: str) -> int:
    """Units of one pool that the choice takes, over all items."""
    return sum(
        ways_of(item)[way].demands.get(pool, 0)
        for item, way in zip(problem.items, choice, strict=True)
        if way != OUT
    )
