"""Many futures of one plan: quantiles, chances, criticality, drivers.

With the fixed policy people and the order of each person's work stay, and dates move: a longest-path problem
under calendars, worked on for 32 futures together. With the dynamic one both are decided in every future.
Random numbers are counters through splitmix64: the same seed gives the same bytes for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor, cause_drivers, draw_causes
from pilothouse.engine.forecast.futures.cost import cost_forecast, prices_of
from pilothouse.engine.forecast.futures.forecast import LEVELS, Forecast, Policy, Quantiles
from pilothouse.engine.forecast.futures.raw import (
    Raw,
    convergence,
    drift_futures,
    grown,
    latest,
    most_draws,
    run_futures,
)
from pilothouse.engine.forecast.futures.reading import (
    drivers_of,
    group_forecasts,
    group_rows,
    item_forecasts,
    quantiles_of,
    variance_parts,
)
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


def simulate(
    problem: Problem,
    plan: Plan,
    *,
    draws: int = 10_000,
    seed: int = 0,
    common_sigma: float = 0.2,
    progress: Callable[[int, int], None] | None = None,
    policy: Policy = "fixed",
    factors: Sequence[Factor] = (),
    events: Sequence[Event] = (),
    rates: Mapping[str, float] | None = None,
    fixed_costs: Mapping[str, float] | None = None,
    until: float | None = None,
    drift: float = 0.0,
    growth: Mapping[str, Growth] | None = None,
    targets: Mapping[str, float] | None = None,
) -> Forecast:
    """Forecast of `plan`. `common_sigma`: sd of the log of one factor that all work of a future shares.

    Finishes are kept in single precision, 40 million cells at most: a plan of 4,000 items gets no more than
    10,000 futures, and start quantiles of large plans come from fewer; `draws` of the answer says how many.
    `policy`: "fixed" keeps everybody's items and their order; "dynamic" decides in every future who does what
    next, items planned earlier first. `rates` is money by person and person-day, `fixed_costs` by item; with
    either the answer has a cost. `until` stops before all draws, after an eighth, two eighths and so on of
    them, once the half-widths of p50 and p85 are both below so many days. `drift`: sd of a week's step of the
    log of the team's pace (`drift.WEEKLY`); 0 holds the pace of now for ever. Drivers leave the drift out.
    `growth`, by group, multiplies the time until its members are done: work that is still to be found.
    `targets`: by item or group a moment other than its deadline, such as the target date of the release that
    carries it; the chance to be done by then is its `target_chance`.
    Raises `InvalidProblem` for less than 100 draws, a target of something unknown, or a plan of another
    problem.
    """
    targets = targets or {}
    _check_options(draws, common_sigma, policy, until, drift)
    _check_plan(problem, plan, targets)
    if not problem.items:
        nothing = Quantiles(0.0, 0.0, 0.0, 0.0, 0.0)
        return Forecast((), (), (), nothing, draws, seed, 0.0)
    draws = min(draws, most_draws(len(problem.items)))
    crew_of = {person.id: index for index, person in enumerate(problem.people)}
    crews = [tuple(crew_of[name] for name in row.people) for row in plan.placed]
    prices = prices_of(problem, crews, rates, fixed_costs)
    causes, hit = draw_causes(problem, factors, events, draws, seed)
    raw = run_futures(problem, plan, draws, seed, common_sigma, progress, policy, causes, prices, until)
    return replace(
        _read(problem, raw, seed, common_sigma, drift, growth or {}, targets),
        causes=cause_drivers(factors, events, causes, hit, raw.ends),
        cost=cost_forecast(raw.ends, raw.costs, LEVELS) if rates or fixed_costs else None,
        policy=policy,
    )


def _read(
    problem: Problem,
    raw: Raw,
    seed: int,
    common_sigma: float,
    drift: float,
    growth: Mapping[str, Growth],
    targets: Mapping[str, float],
) -> Forecast:
    """The forecast that `raw` holds, which drifts on the way; without causes and cost."""
    members = group_rows(problem)
    reached = [latest(raw.finishes, rows) for rows in members.values()]
    parts, common = variance_parts(raw, [raw.ends, *reached], seed, common_sigma)
    if drift:
        drift_futures(problem, raw, seed, drift)
        reached = [latest(raw.finishes, rows) for rows in members.values()]
    ends = {
        name: grown(moments, growth.get(name, FIXED), index, seed)
        for index, (name, moments) in enumerate(zip(members, reached, strict=True))
    }
    return Forecast(
        items=item_forecasts(problem, raw, targets),
        groups=group_forecasts(problem, ends, parts[:, 1:], common[1:], targets),
        drivers=drivers_of(problem, parts[:, 0]),
        finish=quantiles_of(raw.ends),
        draws=raw.ends.shape[0],
        seed=seed,
        convergence=convergence(raw.ends, 0.85),
        common_share=float(common[0]),
        convergence_p50=convergence(raw.ends, 0.50),
        mean=float(raw.ends.mean(dtype=np.float64)),
    )


def _check_options(
    draws: int, common_sigma: float, policy: Policy, until: float | None, drift: float
) -> None:
    if draws < 100:
        raise InvalidProblem("At least 100 draws are needed.", where="draws", cure="Ask for 10000.")
    if not 0 <= common_sigma < 3:
        raise InvalidProblem(
            "The common spread lies outside 0 to 3.", where="common_sigma", cure="Ask for 0.2."
        )
    if policy not in ("fixed", "dynamic"):
        raise InvalidProblem(f"'{policy}' is not a policy.", where="policy", cure="Use fixed or dynamic.")
    if not 0 <= drift < 1:
        raise InvalidProblem("The drift lies outside 0 to 1.", where="drift", cure="Ask for 0.11.")
    if until is not None and not until > 0:
        raise InvalidProblem("The width to reach is not above 0.", where="until", cure="Give days.")


def _check_plan(problem: Problem, plan: Plan, targets: Mapping[str, float]) -> None:
    if [row.item for row in plan.placed] != [item.id for item in problem.items]:
        raise InvalidProblem(
            "The plan belongs to another problem.", where="plan", cure="Schedule this one first."
        )
    known = {item.id for item in problem.items} | {group.id for group in problem.groups}
    if unknown := sorted(targets.keys() - known):
        raise InvalidProblem(
            f"A target names the unknown '{unknown[0]}'.",
            where="targets",
            cure="Name items and groups of the plan.",
        )
