"""The same futures of a plan with one set of responses or another."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.drift import stretch
from pilothouse.engine.forecast.futures.kernels import BLOCK, replicate
from pilothouse.engine.forecast.futures.measures import last_of
from pilothouse.engine.forecast.futures.raw import SEED_BITS
from pilothouse.engine.risk.drawn import Drawn, Law
from pilothouse.engine.risk.laid import Laid
from pilothouse.engine.risk.outcome import Measure, Outcome
from pilothouse.engine.risk.response import Response, shares_left

_AT_ONCE = 2_000_000  # finishes worked on at a time


class Trials:
    """`draws` futures of a plan with all risks, laid anew for each set of responses.

    A risk comes where its one uniform number of that future lies below its probability, so that it comes
    under a smaller one only where it came under a larger: what two sets differ by is what they do."""

    def __init__(
        self,
        laid: Laid,
        events: Sequence[Event],
        responses: Sequence[Response],
        measure: Measure,
        law: Law,
        *,
        draws: int,
        seed: int,
    ) -> None:
        problem = laid.problem
        self.laid, self.events, self.responses, self.measure = laid, events, responses, measure
        self.draws, self.seed = draws, seed
        self.drawn = Drawn.of(problem, laid.plan, events, law, draws=draws, seed=seed)
        self.earliest = np.array([max(0.0, item.earliest) for item in problem.items])

    def outcome(self, chosen: Collection[int]) -> Outcome:
        """With the responses of these numbers."""
        mask = np.zeros(len(self.responses), dtype=np.bool_)
        mask[list(chosen)] = True
        network = self.laid.network(mask)
        shares = shares_left(self.events, [self.responses[number] for number in chosen])
        shared = self.drawn.shared
        given = (network, self.laid.shifts, self.drawn.left(shares), self.drawn.prices)
        sets = self.measure.sets
        items = len(self.laid.problem.items)
        ends = np.empty((len(sets.names), self.draws), np.float32)
        latest, costs = np.empty(self.draws, np.float32), np.zeros(self.draws)
        chunk = max(1, _AT_ONCE // items // BLOCK) * BLOCK
        for done in range(0, self.draws, chunk):
            size = min(chunk, self.draws - done)
            finishes = np.empty((items, size), np.float32)
            critical = np.zeros((-(-size // BLOCK), items), dtype=np.int32)
            starts = np.empty((items, 0), np.float32)
            replicate(
                np.uint64(self.seed & SEED_BITS), done, size, shared.common, *given,
                starts, finishes, latest, costs, critical,
            )  # fmt: skip
            if shared.warp:
                stretch(
                    finishes, seed=self.seed, sigma=shared.warp, earliest=self.earliest, first=done,
                    stream=shared.only,
                )  # fmt: skip
            last_of(finishes, sets.at, sets.rows, ends[:, done : done + size])
        spent = sum(self.responses[number].cost for number in chosen)
        return Outcome(ends, costs + self.drawn.prices.fixed, spent)

    def worth(self, chosen: Collection[int]) -> float:
        """What the aim makes of it, less being better."""
        return self.measure.worth(self.outcome(chosen))
