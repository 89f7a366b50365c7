"""Responses to be chosen from: the plan, its risks, what is aimed at and what there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.aim import Aim
from pilothouse.engine.risk.drawn import Law
from pilothouse.engine.risk.laid import Laid
from pilothouse.engine.risk.means import Means
from pilothouse.engine.risk.outcome import Measure
from pilothouse.engine.risk.response import Response
from pilothouse.engine.risk.search import Search
from pilothouse.engine.risk.trials import Trials
from pilothouse.engine.schedule.problem import Problem

SEARCHED, DECIDED, PUBLISHED = 400, 2_000, 10_000
SECOND, THIRD = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # keep the draws of each step apart


class Case:
    """`laid` is the plan of `problem` with the work of `responses`, by whose numbers sets are told."""

    def __init__(
        self,
        problem: Problem,
        laid: Laid,
        events: Sequence[Event],
        responses: Sequence[Response],
        aim: Aim,
        means: Means,
        law: Law,
        seed: int,
    ) -> None:
        self.problem, self.laid, self.events, self.responses = problem, laid, events, responses
        self.means, self.law, self.seed = means, law, seed
        self.measure = Measure.of(aim, laid.problem)
        self.limits = means.limits(responses)

    def trials(self, draws: int, apart: int) -> Trials:
        return Trials(
            self.laid, self.events, self.responses, self.measure, self.law, draws=draws,
            seed=self.seed ^ apart,
        )  # fmt: skip

    def search(self, progress: Callable[[int], None] | None) -> Search:
        return Search(
            len(self.responses), self.trials(SEARCHED, 0).worth, self.limits, self.largest_first(),
            seed=self.seed, progress=progress,
        )  # fmt: skip

    def largest_first(self) -> list[int]:
        """Responses to the risks of the largest probability times impact on one item come first."""
        size = {item.id: item.effort or item.duration for item in self.problem.items}
        rated = {}
        for event in self.events:
            mean = max((effort.mean for name in event.items if (effort := size[name])), default=0.0)
            days = 0.0 if event.delay is None else _likely(event)
            rated[event.id] = event.chance * (days + abs(event.multiplier - 1.0) * mean)
        worth = [max(rated[risk] for risk in row.risks) for row in self.responses]
        return sorted(range(len(worth)), key=lambda number: (-worth[number], number))


def _likely(event: Event) -> float:
    delay = event.delay
    assert delay is not None
    return float(delay[1]) if isinstance(delay, tuple) else delay.likely
