"""The best set of responses within limits: all sets where there are few, else local search from four starts.

Sets are judged by one function, which gives the same set the same value. Greedy by gain and by gain for its
cost, a knapsack filled by single gains, and the largest risks first are improved by adding, dropping and
swapping one; the best of them is shaken twice and improved again (iterated local search: Lourenço,
Martin and Stützle 2003). The set of the largest risks first is among those judged, so the answer is never
worse.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pilothouse.engine.kernels import uniform
from pilothouse.engine.risk.judged import Judged
from pilothouse.engine.risk.limits import NOTHING, Chosen
from pilothouse.engine.risk.starts import greedy, knapsack

EXACT = 11  # responses up to which all sets are tried
_SWAPS = 6  # weakest that are in, and strongest that are out
_SHAKES, _FLIPS = 2, 6
_STEPS = 60


class Search(Judged):
    """Looks for the best of the sets that are judged."""

    def best(self) -> Chosen:
        """The best set that was met; of equal ones the cheapest, then the smallest."""
        if self.is_exact:
            self._all()
        else:
            self._improved()
        return self.ranked(1)[0]

    @property
    def is_exact(self) -> bool:
        return self.count <= EXACT

    def _all(self) -> None:
        waiting = [(NOTHING, 0)]
        while waiting:
            chosen, first = waiting.pop()
            self.of(chosen)
            more = [(chosen | {number}, number + 1) for number in range(first, self.count)]
            waiting += [row for row in more if self.limits.fits(row[0])]

    def _improved(self) -> None:
        self.singles = {
            number: self.of(NOTHING) - self.of(frozenset({number}))
            for number in range(self.count)
            if self.limits.fits(frozenset({number}))
        }
        starts = [self.by_eye(), greedy(self, per_cost=False), greedy(self, per_cost=True), knapsack(self)]
        best = min((self._local(start) for start in starts), key=self.met)
        for turn in range(_SHAKES):
            shaken = self._local(self._shaken(best, turn))
            if self.is_better(shaken, best):
                best = shaken

    def _local(self, chosen: Chosen) -> Chosen:
        """Add, drop or swap one, the first that is better, until none is."""
        for _ in range(_STEPS):
            better = next((near for near in self._near(chosen) if self.is_better(near, chosen)), None)
            if better is None:
                break
            chosen = better
        return chosen

    def _near(self, chosen: Chosen) -> Iterator[Chosen]:
        outside = sorted(self.singles.keys() - chosen, key=lambda number: (-self.singles[number], number))
        yield from (chosen | {number} for number in outside if self.limits.fits(chosen | {number}))
        yield from (chosen - {number} for number in sorted(chosen))
        weakest = sorted(chosen, key=lambda number: (self.of(chosen - {number}), number))[:_SWAPS]
        for out in weakest:
            swapped = [chosen - {out} | {number} for number in outside]
            yield from [found for found in swapped if self.limits.fits(found)][:_SWAPS]

    def _shaken(self, chosen: Chosen, turn: int) -> Chosen:
        """Some things put in or out; then more of those that were in put out, until the rest fits."""
        known, bits = list(self.singles), np.uint64(self.seed & 0xFFFFFFFFFFFFFFFF)
        flipped = [int(uniform(bits, turn, flip) * len(known)) for flip in range(_FLIPS)] if known else []
        found = chosen ^ frozenset(known[place] for place in flipped)
        while not self.limits.fits(found):
            found -= {max(found, key=lambda number: (number in chosen, number))}
        return found
