"""Many futures of one plan: quantiles, chances, criticality, drivers.

With the fixed policy people and the order of each person's work stay, and dates move: a longest-path problem
under calendars, worked on for 32 futures together. With the dynamic one both are decided in every future.
Random numbers are counters through splitmix64: the same seed gives the same bytes for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor, cause_drivers, draw_causes
from pilothouse.engine.forecast.futures.cost import cost_forecast, prices_of
from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.forecast import LEVELS, Forecast, GroupForecast, Policy, Quantiles
from pilothouse.engine.forecast.futures.joint import Joint, Subject, Work, joint_of
from pilothouse.engine.forecast.futures.network import item_keys, ranks_of
from pilothouse.engine.forecast.futures.raw import (
    SEED_BITS,
    Floats,
    Raw,
    Sets,
    convergence,
    grown,
    run_futures,
    sets_of,
)
from pilothouse.engine.forecast.futures.reading import (
    dates_of,
    group_forecast,
    group_rows,
    item_forecasts,
    product_rows,
    quantiles_of,
    spreads_of,
)
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.forecast.futures.teams import Shared, shared_by
from pilothouse.engine.garbage import rarely_collected
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


@rarely_collected
def simulate(
    problem: Problem,
    plan: Plan,
    *,
    draws: int = 10_000,
    seed: int = 0,
    common_sigma: float | Mapping[str, float] = 0.2,
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
    shared: Mapping[str, str] | None = None,
    joint: Collection[str] | None = None,
    joint_sets: Mapping[str, Collection[str]] | None = None,
) -> Forecast:
    """Forecast of `plan`. `common_sigma`: sd of the log of one factor that the work of a team shares, for
    all teams or by team. Ends of groups, of products and of the whole rest on all `draws`; quantiles of
    single items on the first ones that there is room for, at least 2,000: `draws` of each item says how many.
    `shared`, by item: the team whose factor and pace it shares; different teams are independent, None is one
    for all. In a strict problem an item is interrupted while anyone of its people is on better-ranked work.
    `policy`: "fixed" keeps everybody's items and their order; "dynamic" decides in every future who does what
    next, items planned earlier first. `rates` is money by person and person-day, `fixed_costs` by item; with
    either the answer has a cost. `until` stops before all draws, after an eighth, two eighths and so on of
    them, once the half-widths of p50 and p85 are both below so many days. `drift`: sd of a week's step of the
    log of the team's pace (`drift.WEEKLY`); 0 holds the pace of now for ever. Drivers leave it out where one
    team does everything. `growth`, by group, multiplies the time until its members are done: work that is
    still to be found. `targets`: by item or group a moment other than its deadline; the chance to be done by
    then is its `target_chance`. `joint` names the groups whose dates are told together, None all with one,
    `joint_sets` sets of them. `progress` is told draws done and wanted several times a second; what it raises
    stops the simulation. Raises `InvalidProblem` for less than 100 draws, a target of something unknown, a
    plan of another problem, or the dynamic policy where an order is strict or people of a team are counted.
    """
    targets = targets or {}
    _check_options(draws, common_sigma, policy, until, drift)
    if policy == "dynamic":
        _check_dynamic(problem)
    _check_plan(problem, plan, targets)
    if not problem.items:
        nothing = Quantiles(0.0, 0.0, 0.0, 0.0, 0.0)
        return Forecast((), (), (), nothing, draws, seed, 0.0)
    crew_of = {person.id: index for index, person in enumerate(problem.people)}
    crews = [tuple(crew_of[name] for name in row.people) for row in plan.placed]
    prices = prices_of(problem, crews, rates, fixed_costs)
    causes, hit = draw_causes(problem, factors, events, draws, seed)
    teams = shared_by(problem, shared, sigma=common_sigma, drift=drift)
    sets = _sets(problem)
    dates = dates_of(problem, targets)
    raw = run_futures(problem, plan, draws, seed, teams, sets, dates, progress, policy, causes, prices, until)
    return replace(
        _read(problem, raw, sets, seed, teams, growth or {}, targets, dates, joint, joint_sets),
        causes=cause_drivers(factors, events, causes, hit, raw.ends),
        cost=cost_forecast(raw.ends, raw.costs, LEVELS) if rates or fixed_costs else None,
        policy=policy,
    )


def _sets(problem: Problem) -> Sets:
    """Groups, then products, of which some may have the same name."""
    members = {f"group {name}": rows for name, rows in group_rows(problem).items()}
    members |= {f"product {name}": rows for name, rows in product_rows(problem).items()}
    return sets_of(members, ranks_of(problem))


def _read(
    problem: Problem,
    raw: Raw,
    sets: Sets,
    seed: int,
    teams: Shared,
    growth: Mapping[str, Growth],
    targets: Mapping[str, float],
    dates: Floats,
    joint: Collection[str] | None,
    joint_sets: Mapping[str, Collection[str]] | None,
) -> Forecast:
    """The forecast that `raw` holds, without causes and cost."""
    ranks = ranks_of(problem)
    plain = [raw.plain_ends, *raw.plain_reached]
    spreads = spreads_of(problem, plain, [max(ranks), *sets.rank], ranks, seed, teams)
    deadlines = {group.id: group.deadline for group in problem.groups}
    groups: list[GroupForecast] = []
    products: list[GroupForecast] = []
    subjects: tuple[list[Subject], list[Subject]] = ([], [])
    for index, known_as in enumerate(sets.names):
        kind, name = known_as.split(" ", 1)
        is_group = kind == "group"
        moments = grown(raw.reached[index], growth.get(name, FIXED) if is_group else FIXED, name, seed)
        deadline = deadlines[name] if is_group else None
        target = targets.get(name) if is_group else None
        told = group_forecast(name, moments, spreads[1 + index], deadline, target)
        (groups if is_group else products).append(told)
        date = target if deadline is None else deadline
        date = date if joint is None or name in joint else None
        rows = sets.members(index)
        first = min(ranks[row] for row in rows.tolist())
        subjects[not is_group].append(Subject(name, rows, (first, sets.rank[index]), moments, date))
    return Forecast(
        items=item_forecasts(problem, raw, dates),
        groups=tuple(groups),
        drivers=spreads[0][0],
        finish=quantiles_of(raw.ends),
        draws=raw.draws,
        seed=seed,
        convergence=convergence(raw.ends, 0.85),
        common_share=spreads[0][1],
        convergence_p50=convergence(raw.ends, 0.50),
        mean=float(raw.ends.mean(dtype=np.float64)),
        products=tuple(products),
        joint=_joint(problem, subjects, seed, joint_sets),
    )


def _joint(
    problem: Problem,
    subjects: tuple[list[Subject], list[Subject]],
    seed: int,
    sets: Mapping[str, Collection[str]] | None,
) -> Joint:
    table = quantile_table([item.effort or item.duration for item in problem.items])
    return joint_of(*subjects, Work(np.uint64(seed & SEED_BITS), item_keys(problem), table), sets)


def _check_options(
    draws: int,
    common_sigma: float | Mapping[str, float],
    policy: Policy,
    until: float | None,
    drift: float,
) -> None:
    if draws < 100:
        raise InvalidProblem("At least 100 draws are needed.", where="draws", cure="Ask for 10000.")
    spreads = common_sigma.values() if isinstance(common_sigma, Mapping) else (common_sigma,)
    if not all(0 <= spread < 3 for spread in spreads):
        raise InvalidProblem(
            "The common spread lies outside 0 to 3.", where="common_sigma", cure="Ask for 0.2."
        )
    if policy not in ("fixed", "dynamic"):
        raise InvalidProblem(f"'{policy}' is not a policy.", where="policy", cure="Use fixed or dynamic.")
    if not 0 <= drift < 1:
        raise InvalidProblem("The drift lies outside 0 to 1.", where="drift", cure="Ask for 0.11.")
    if until is not None and not until > 0:
        raise InvalidProblem("The width to reach is not above 0.", where="until", cure="Give days.")


def _check_dynamic(problem: Problem) -> None:
    if problem.strict:
        raise InvalidProblem(
            "The dynamic policy keeps no strict order of products.", where="policy", cure="Use fixed."
        )
    if problem.caps:
        raise InvalidProblem(
            "The dynamic policy does not count the people of a team.", where="policy", cure="Use fixed."
        )


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
