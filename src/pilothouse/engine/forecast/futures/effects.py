"""What a change of a plan does to each group, and how the plans that are compared are simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pilothouse.engine.forecast.futures.forecast import Forecast, Quantiles
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

# What simulations say of a plan: the same draws for whatever plan it is.
Forecaster = Callable[[Problem, Plan], Forecast]


@dataclass(frozen=True)
class Shift:
    """A group's date, working days, and the chance of its deadline (None without one), before and after.

    `alone`: the date where the plan is replanned without the change; None where it stays as it is shown.
    """

    group: str
    before: Quantiles
    after: Quantiles
    chance_before: float | None
    chance_after: float | None
    alone: Quantiles | None = None
    chance_alone: float | None = None


def shifts(
    before: Forecast, after: Forecast, *, besides: str | None = None, alone: Forecast | None = None
) -> tuple[Shift, ...]:
    """Every group but `besides`, also those that stay where they were. `before` is what is shown; `alone`
    what is said of the plan that is replanned without the change.
    """
    found = {row.group: row for row in after.groups}
    others = {row.group: (row.finish, row.chance) for row in (alone.groups if alone is not None else ())}
    return tuple(
        Shift(
            row.group,
            row.finish,
            found[row.group].finish,
            row.chance,
            found[row.group].chance,
            *others.get(row.group, (None, None)),
        )
        for row in before.groups
        if row.group != besides
    )


def forecaster(*, draws: int, seed: int) -> Forecaster:
    """Simulates a plan `draws` times with nothing but what the problem says."""
    return lambda problem, plan: simulate(problem, plan, draws=draws, seed=seed)
