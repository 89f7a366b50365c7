"""What is drawn of the futures of a plan once, whatever is done about its risks then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.forecast.futures.causes import Causes, Event, Factor, draw_causes, uniforms_of
from pilothouse.engine.forecast.futures.cost import Prices, prices_of
from pilothouse.engine.forecast.futures.teams import Shared, shared_by
from pilothouse.engine.risk.lanes import Floats
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


@dataclass(frozen=True)
class Law:
    """What futures are drawn by: options of `simulate`."""

    factors: Sequence[Factor] = ()
    common_sigma: float | Mapping[str, float] = 0.2
    drift: float = 0.0
    shared: Mapping[str, str] | None = None
    rates: Mapping[str, float] | None = None
    fixed_costs: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Drawn:
    """`causes` with all risks as they are, and the one number `uniform` `(events, draws)` of each risk and
    future: it comes where that lies below its probability. `first` is the row of the first risk in them."""

    events: Sequence[Event]
    causes: Causes
    uniform: Floats
    first: int
    prices: Prices
    shared: Shared

    @classmethod
    def of(
        cls, problem: Problem, plan: Plan, events: Sequence[Event], law: Law, *, draws: int, seed: int
    ) -> Drawn:
        number = {person.id: index for index, person in enumerate(problem.people)}
        crews = [tuple(number[name] for name in row.people) for row in plan.placed]
        prices = prices_of(problem, crews, law.rates, law.fixed_costs)
        causes, _ = draw_causes(problem, law.factors, events, draws, seed)
        uniform = uniforms_of(events, draws, seed)
        # Items of responses share factor and pace with all that no team is named for.
        shared = shared_by(problem, law.shared, sigma=law.common_sigma, drift=law.drift)
        return cls(events, causes, uniform, len(law.factors), prices, shared)

    def left(self, shares: Sequence[tuple[float, float]]) -> Causes:
        """What the risks do when these shares of their probability and impact are left."""
        touched = [number for number, left in enumerate(shares) if left != (1.0, 1.0)]
        scale, delay = self.causes.scale.copy(), self.causes.delay.copy()
        for number in touched:
            event, (chance, impact), row = self.events[number], shares[number], self.first + number
            comes = self.uniform[number] < event.chance * chance
            scale[row] = np.where(comes, 1.0 + (event.multiplier - 1.0) * impact, 1.0)
            delay[row] = np.where(comes, delay[row] * impact, 0.0)
        return self.causes._replace(scale=scale, delay=delay)
