"""A plan, end to end: read, pose, schedule, check, simulate, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import PilothouseError
from pilothouse.roadmap.contracts import Implied, KeptTo
from pilothouse.roadmap.planning.computed import ComputedPlan
from pilothouse.roadmap.planning.keeping import kept_to, published
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.problem import Inputs, read

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.forecast import Forecast
    from pilothouse.engine.forecast.history.by_counts import ByCounts

Step = Callable[[str, int, int], None]

DRAWS = 10_000
UNESTIMATED = 0.8  # share of items without an estimate from which the counts of finished ones give the dates


@dataclass(frozen=True)
class _Said:
    """A forecast with what it rests on; `counted` says of which items the dates come from weekly counts,
    `implied` what estimates of one number stand for."""

    forecast: Forecast
    basis: Sequence[str]
    counted: Mapping[str, str]
    implied: Mapping[str, Implied] = field(default_factory=dict)


def compute(
    *,
    actor: Actor,
    product_id: int,
    today: date,
    seed: int = 0,
    draws: int = DRAWS,
    passes: int | None = None,
    keep_to: int | None = None,
    held: Sequence[int] = (),
    step: Step = lambda text, done, of: None,
) -> ComputedPlan:
    """Plan and simulate the open items of a product from `today` on.

    `keep_to` is the number of a run whose starts and people are kept where nothing forces a move; items of
    `held` keep theirs before all others. With `passes` the answer depends on nothing but what was read.

    Raises `Invalid` when there is nothing to plan or something that cannot be planned (the item is named),
    and `PilothouseError` when the checker refuses the plan, in which case nothing is returned.
    """
    from pilothouse.roadmap.planning.rows import Answered, computed

    step("Reading items, people and calendars", 0, 4)
    inputs = read(actor=actor, product_id=product_id, today=today)
    step("Scheduling", 1, 4)
    limit = Limit(passes=passes, seconds=None if passes is None else inf)
    plan, kept = _scheduled(actor, inputs, product_id, keep_to, held, seed, limit)
    step("Checking the plan", 2, 4)
    _refuse_broken(inputs.problem, plan)
    step(f"Running {draws:,} simulations", 3, 4)
    said = _forecast(inputs, plan, product_id, draws, seed)
    answered = Answered.of(inputs, plan, said.forecast, said.implied)
    return computed(
        answered, product_id=product_id, seed=seed, basis=said.basis, counted=said.counted, kept=kept
    )


def _scheduled(
    actor: Actor,
    inputs: Inputs,
    product_id: int,
    keep_to: int | None,
    held: Sequence[int],
    seed: int,
    limit: Limit,
) -> tuple[Plan, KeptTo | None]:
    # Loaded when first used: a server that plans nothing has no need of the compiled kernels.
    from pilothouse.engine.schedule.replan import replan
    from pilothouse.engine.schedule.solve import solve

    if keep_to is None:
        return solve(inputs.problem, seed=seed, limit=limit), None
    before = published(actor, product_id, keep_to, inputs.clock)
    names = frozenset(ItemNode(number).name for number in held)
    found = replan(inputs.problem, before, held=names, seed=seed, limit=limit)
    return found.plan, kept_to(inputs, found, keep_to, held)


def _refuse_broken(problem: Problem, plan: Plan) -> None:
    broken = [row for row in check(problem, plan) if row.hard and row.kind != "late"]
    if broken:
        raise PilothouseError(
            f"The plan broke a rule and was not stored: {broken[0].text}",
            cure="Report this with the output of `pilothouse doctor`.",
        )


def _forecast(inputs: Inputs, plan: Plan, product_id: int, draws: int, seed: int) -> _Said:
    from pilothouse.engine.forecast.futures.simulate import simulate
    from pilothouse.roadmap.planning.layers import growth_of, layered

    layers = layered(inputs, product_id=product_id)
    growth, grown = growth_of(inputs.releases)
    forecast = simulate(
        layers.problem,
        plan,
        draws=draws,
        seed=seed,
        common_sigma=layers.common_sigma,
        drift=layers.drift,
        growth=growth,
        targets=inputs.targets,
    )
    said = _counted(inputs, plan, forecast, product_id, seed)
    return replace(said or _Said(forecast, [*layers.notes, *grown], {}), implied=layers.implied)


def _counted(inputs: Inputs, plan: Plan, forecast: Forecast, product_id: int, seed: int) -> _Said | None:
    """Dates from weekly counts, where nearly no item has an estimate and the counts say enough."""
    from pilothouse.engine.forecast.history.by_counts import by_counts
    from pilothouse.engine.forecast.history.weeks import whole_weeks

    sized = [work for work in inputs.problem.items if work.effort is not None]
    assumed = [work.id for work in sized if (item := inputs.item(work.id)) and item.id in inputs.assumed]
    if not sized or len(assumed) < UNESTIMATED * len(sized):
        return None
    first, counts = whole_weeks(inputs.snapshot.history(product_id).weeks, inputs.clock.start)
    found = by_counts(
        problem=inputs.problem,
        plan=plan,
        forecast=forecast,
        clock=inputs.clock,
        first_monday=first,
        counts=counts,
        seed=seed,
        targets=inputs.targets,
    )
    if found is None:
        return None
    basis = (
        f"{len(assumed):,} of {len(sized):,} items have no estimate, so dates come from what was finished in "
        f"each of {found.weeks} weeks: item n of the plan's order is done when the team has finished n more."
    )
    return _Said(
        found.forecast,
        [basis, found.note],
        {name: _place(found, name) for name in assumed if name in found.places},
    )


def _place(found: ByCounts, name: str) -> str:
    return (
        f" Its dates come from {found.weeks} weeks of finished items: it is done when the team has finished "
        f"{found.places[name]} more."
    )
