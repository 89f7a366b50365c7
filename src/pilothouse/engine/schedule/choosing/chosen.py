"""What is chosen and placed so far of a problem, rank by rank from the first on."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.schedule.choosing.above import Above
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.choosing.putting_off import put_off
from pilothouse.engine.schedule.finishing import beyond
from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.settling import settle
from pilothouse.engine.schedule.ways import OUT, Choice, spent_of


class Chosen:
    """Nothing at first; `take` adds what was chosen of a part, `judge` how good that is."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.way: dict[str, int] = {}
        self.items: dict[str, Item] = {}
        self.placed: dict[str, Placed] = {}
        self.spent: dict[str, int] = {}
        self.delayed: dict[str, tuple[float, str]] = {}
        self.passes, self.bound, self.gap = 0, 0.0, 0.0
        self.ends: dict[str, float] = {}  # before which no plan ends an item

    @property
    def above(self) -> Above:
        """What is settled, for the next rank."""
        return Above(self.items, self.placed, self.spent)

    def next_rank(self) -> dict[str, int]:
        """The highest rank of which something is not settled: its items, in order, with the rank."""
        out = {name for name, way in self.way.items() if way == OUT}
        waits = [edge for edge in self.problem.dependencies if edge.successor not in self.way]
        while more := {edge.successor for edge in waits if edge.predecessor in out} - out:
            out |= more  # what waits for what is left out cannot be done
        self.way |= dict.fromkeys(out, OUT)
        ranks = Ranks.of(self.problem, out).placed
        open_ranks = {
            item.id: rank
            for item, rank in zip(self.problem.items, ranks, strict=True)
            if item.id not in self.way
        }
        first = min(open_ranks.values(), default=0)
        return {name: rank for name, rank in open_ranks.items() if rank == first}

    def take(self, part: Part, choice: Choice, placed: Sequence[Placed]) -> None:
        """Settle the part; what only served what it leaves out is left to the rank of its own."""
        settled = {item.id: item for item in put_off(settle(part.problem, choice), self.delayed).items}
        for row, (item, way) in enumerate(zip(part.problem.items, choice, strict=True)):
            if way != OUT or row not in part.tied:
                self.way[item.id] = way
        self.items |= settled
        self.placed |= {row.item: row for row in placed}
        for pool in part.problem.pools:
            if not pool.renewable:
                self.spent[pool.id] = self.spent.get(pool.id, 0) + spent_of(part.problem, choice, pool.id)

    def judge(self, part: Part, bound: float, passes: int) -> None:
        """How near the part is to its own bound, given what is above it."""
        done = [self.placed[item.id] for item in part.problem.items if item.id in self.placed]
        end = max((row.finish for row in done), default=0.0)
        self.bound, self.gap = max(self.bound, bound), max(self.gap, beyond(end, bound))
        self.passes += passes
