"""Which items go before which where products are in a strict order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.problem import Problem


@dataclass(frozen=True)
class Ranks:
    """The rank by which each item is placed, and for what ranks above its own the item that waits for it."""

    placed: tuple[int, ...]
    lifted_by: tuple[
        int, ...
    ]  # number of an item of that rank of its own; its own number where none lifts it

    @classmethod
    def of(cls, problem: Problem, gone: Collection[str] = ()) -> Ranks:
        """The least rank of the item and of all that waits for it, over products; all 0 where no order is
        strict. What is `gone` waits for nothing.
        """
        items = problem.items
        if not problem.strict:
            return cls((0,) * len(items), tuple(range(len(items))))
        number = {item.id: row for row, item in enumerate(items)}
        edges = [
            (number[edge.predecessor], number[edge.successor])
            for edge in problem.dependencies
            if edge.successor not in gone
        ]
        return cls(*_lifted([item.rank for item in items], edges))

    @property
    def several(self) -> bool:
        return len(set(self.placed)) > 1


def _lifted(
    ranks: Sequence[int], edges: Sequence[tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    placed, by = list(ranks), list(range(len(ranks)))
    followers: list[list[int]] = [[] for _ in ranks]
    for before, after in edges:
        followers[before].append(after)
    for row in reversed(topological_order(len(ranks), edges)):
        for after in followers[row]:
            if placed[after] < placed[row]:
                placed[row], by[row] = placed[after], by[after]
    return tuple(placed), tuple(by)
