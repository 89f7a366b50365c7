"""Ways to begin and to go on in a search over choices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np

from pilothouse.engine.kernels import uniform
from pilothouse.engine.network import topological_order
from pilothouse.engine.schedule.choosing.extremes import extremes
from pilothouse.engine.schedule.choosing.lasting import lasting
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.problem import Item
from pilothouse.engine.schedule.ways import OUT, Choice, waiting_of, way_count


class Moves:
    """Of one part: the first choices, all of them where they are few, and a choice changed at random."""

    def __init__(self, part: Part, seed: int) -> None:
        self.part, self.items = part, part.problem.items
        self.draw = np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
        self.open = [row for row, item in enumerate(self.items) if way_count(item) > 1 or item.optional]
        self.before, self.after = waiting_of(self.items, part.problem.dependencies)
        edges = [(row, other) for row, others in enumerate(self.after) for other in others]
        self.tied = [row for row in reversed(topological_order(len(self.items), edges)) if row in part.tied]

    def firsts(self) -> list[Choice]:
        """The extremes, and the fastest changed until all stocks last."""
        fast, cheap, bare = extremes(self.items)
        return list(dict.fromkeys((fast, cheap, bare, lasting(self.part, self.open, fast))))

    def everything(self, most: int) -> list[Choice]:
        """Every combination that can be, where there are at most `most`; else none."""
        ways = [_options(item) for item in self.items]
        if prod(map(len, ways)) > most:
            return []
        able = filter(self.can_be, product(*ways))
        return list(dict.fromkeys(lasting(self.part, self.open, choice) for choice in able))

    def can_be(self, choice: Sequence[int]) -> bool:
        """Whether nothing is done that waits for what is left out, nor what only serves what is left out."""
        waits = any(
            now != OUT and any(choice[before] == OUT for before in self.before[row])
            for row, now in enumerate(choice)
        )
        return not waits and not any(choice[row] != OUT and self._is_idle(choice, row) for row in self.tied)

    def changed(self, choice: Choice, number: int) -> Choice:
        """One choice changed, now and then two; what waits for what is left out goes with it."""
        now = list(choice)
        for turn in range(2 if uniform(self.draw, number, 0) < 0.4 else 1):
            row = self.open[int(uniform(self.draw, number, 3 * turn + 1) * len(self.open))]
            others = [way for way in _options(self.items[row]) if way != now[row]]
            if not others:
                continue
            now[row] = others[int(uniform(self.draw, number, 3 * turn + 2) * len(others))]
            self._follow(now, row)
        for row in self.tied:
            if self._is_idle(now, row):
                now[row] = OUT
        return lasting(self.part, self.open, tuple(now))

    def _is_idle(self, choice: Sequence[int], row: int) -> bool:
        return all(choice[other] == OUT for other in self.after[row])

    def _follow(self, now: list[int], row: int) -> None:
        out = now[row] == OUT
        stack = [row]
        while stack:
            for other in (self.after if out else self.before)[stack.pop()]:
                if (now[other] == OUT) != out and (self.items[other].optional or not out):
                    now[other] = OUT if out else 0
                    stack.append(other)


def _options(item: Item) -> list[int]:
    return [*range(way_count(item)), *([OUT] if item.optional else [])]
