"""What a plan costs, and how likely it keeps a budget and a date together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Problem

Singles = NDArray[np.float32]


class Prices(NamedTuple):
    """Money: by person and day; by item for each person-day (or day, where timed) of the planned team, and
    for each day that the team is held by a delay; and what does not depend on time."""

    rate: NDArray[np.float64]  # (people,)
    work: NDArray[np.float64]  # (items,)
    held: NDArray[np.float64]  # (items,)
    fixed: float


@dataclass(frozen=True)
class CostForecast:
    """Money below which 5, 15, 50, 85 and 95 of 100 futures stay, and their mean."""

    p05: float
    p15: float
    p50: float
    p85: float
    p95: float
    mean: float
    ends: Singles = field(repr=False, compare=False)
    costs: NDArray[np.float64] = field(repr=False, compare=False)

    def joint(self, *, day: float, cost: float) -> float:
        """Share of futures that end by plan day `day` and cost no more than `cost`."""
        return float(((self.ends <= day + 1e-4) & (self.costs <= cost * (1 + 1e-9))).mean())


def prices_of(
    problem: Problem,
    crews: list[tuple[int, ...]],
    rates: Mapping[str, float] | None,
    fixed_costs: Mapping[str, float] | None,
) -> Prices:
    """Prices of planned crews; people without a rate cost nothing."""
    people = {person.id for person in problem.people}
    items = {item.id for item in problem.items}
    for given, known, noun in ((rates, people, "person"), (fixed_costs, items, "item")):
        for name, money in (given or {}).items():
            if name not in known:
                raise InvalidProblem(f"The {noun} '{name}' is unknown.", where=name, cure="Name a known one.")
            if not isfinite(money) or money < 0:
                raise InvalidProblem("A cost is no number of 0 or more.", where=name, cure="Give an amount.")
    rate = np.array([float((rates or {}).get(person.id, 0.0)) for person in problem.people])
    held = np.array([sum(float(rate[who]) for who in crew) for crew in crews])
    share = np.array(
        [
            1.0 if item.duration is not None else max(1, len(crew))
            for item, crew in zip(problem.items, crews, strict=True)
        ]
    )
    return Prices(rate, held / share, held, float(sum((fixed_costs or {}).values())))


def cost_forecast(ends: Singles, costs: NDArray[np.float64], levels: tuple[float, ...]) -> CostForecast:
    p05, p15, p50, p85, p95 = (float(value) for value in np.quantile(costs, levels))
    return CostForecast(p05, p15, p50, p85, p95, float(costs.mean()), ends, costs)
