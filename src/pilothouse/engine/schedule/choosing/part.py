"""The items of one rank with what higher ranks have taken: their people, pools, dates, money and stocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import Compiled, compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.searching import Searched, searched
from pilothouse.engine.schedule.stopwatch import Stopwatch

_NOTHING = Found(0.0, np.zeros(0), np.zeros(0), ())


@dataclass(frozen=True)
class Part:
    """A problem of one rank's items alone. It knows nothing of lower ranks, so that these cannot change it.

    `left`: units of stocks that are left. `tied`: rows of items that rank lower by themselves and are done
    with these only where something waits for them. `gates`: moments before which items neither start nor
    finish, by what is placed. `busy`: fields of a compiled problem that say who and what is taken.
    """

    problem: Problem
    left: Mapping[str, int]
    tied: frozenset[int]
    gates: Mapping[str, tuple[float, float]]
    busy: Mapping[str, Any]

    @property
    def is_first(self) -> bool:
        """Whether nothing is placed yet."""
        return not self.busy

    def compiled(self, settled: Problem) -> Compiled:
        """Of this part with its choices made, around what is placed."""
        own = compile_problem(settled)
        if self.is_first:
            return own
        earliest, floor = own.earliest.copy(), own.floor.copy()
        for row, item in enumerate(settled.items):
            if item.id in self.gates:
                start, finish = self.gates[item.id]
                earliest[row], floor[row] = max(earliest[row], start), max(floor[row], finish)
        return own._replace(earliest=earliest, floor=floor, **self.busy)

    def planned(self, settled: Problem, *, seed: int, limit: Limit, watch: Stopwatch) -> Searched:
        if not settled.items:
            return Searched(_NOTHING, 0.0, True, 0)
        return searched(self.compiled(settled), seed=seed, limit=limit, watch=watch)
