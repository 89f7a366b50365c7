"""Many futures of one plan: quantiles, chances, criticality, drivers.

With the fixed policy people and the order of each person's work stay, and dates move: a longest-path problem
under calendars, worked on for 32 futures together. With the dynamic one both are decided in every future.
Random numbers are counters through splitmix64: the same seed gives the same bytes for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import (
    CauseDriver,
    Causes,
    Event,
    Factor,
    cause_drivers,
    draw_causes,
)
from pilothouse.engine.forecast.futures.cost import CostForecast, Prices, cost_forecast, prices_of
from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.drift import stretch
from pilothouse.engine.forecast.futures.dynamic import BUNCH, replicate_dynamic
from pilothouse.engine.forecast.futures.kernels import (
    BLOCK,
    common_factor,
    own_parts,
    replicate,
    row_quantiles,
)
from pilothouse.engine.forecast.futures.network import plan_network
from pilothouse.engine.forecast.futures.policy import plan_rules
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.schedule.plan import ENGINE_VERSION, Plan
from pilothouse.engine.schedule.problem import Problem

_GROWTH = 0xD1B54A32D192ED03  # keeps the draws of growth apart from those of items
LEVELS = (0.05, 0.15, 0.50, 0.85, 0.95)
_CELLS = 40_000_000  # starts and finishes kept at once: 160 MB in single precision
_STEPS = 8
_STUDIED = 4000  # futures that drivers are computed from
_BINS = 40
_SAME = 1e-4  # days that single precision cannot tell apart
_DRIVERS = 8
_SEED_BITS = 0xFFFFFFFFFFFFFFFF

Policy = Literal["fixed", "dynamic"]
Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Quantiles:
    """Working days on the plan clock below which 5, 15, 50, 85 and 95 of 100 futures lie."""

    p05: float
    p15: float
    p50: float
    p85: float
    p95: float


@dataclass(frozen=True)
class Driver:
    """An item's part, 0..1, in the variance of a finish: what would go if its own work were certain."""

    item: str
    share: float


@dataclass(frozen=True)
class ItemForecast:
    """`chance` of keeping the deadline, None without one; `target_chance` of being done by its target;
    `criticality`: how often it is on the longest chain of the whole plan. `mean` is that of the finish,
    working days."""

    item: str
    start: Quantiles
    finish: Quantiles
    chance: float | None
    criticality: float
    mean: float = 0.0
    target_chance: float | None = None


@dataclass(frozen=True)
class GroupForecast:
    """The moment when the last member is done. `histogram`: (upper edge in days, share of futures); the
    shares up to the deadline add up to its chance.

    `common_share` is the part of the variance that comes from all work being harder or easier together; it
    and the drivers' shares leave out what items do only in concert, so that they add up to less than 1.
    `mean` is that of the finish, working days.
    """

    group: str
    finish: Quantiles
    chance: float | None
    drivers: tuple[Driver, ...]
    histogram: tuple[tuple[float, float], ...]
    common_share: float = 0.0
    mean: float = 0.0
    target_chance: float | None = None


@dataclass(frozen=True)
class Forecast:
    """What `draws` futures say. `convergence`: half-width in days of the 95 % interval of the plan's p85.

    `convergence_p50` is the same for p50. `finish` is that of the whole plan, as are `drivers`,
    `common_share` and `causes`: factors and events, largest share first.
    """

    items: tuple[ItemForecast, ...]
    groups: tuple[GroupForecast, ...]
    drivers: tuple[Driver, ...]
    finish: Quantiles
    draws: int
    seed: int
    convergence: float
    engine_version: str = ENGINE_VERSION
    common_share: float = 0.0
    causes: tuple[CauseDriver, ...] = ()
    convergence_p50: float = 0.0
    cost: CostForecast | None = None
    policy: Policy = "fixed"
    mean: float = 0.0


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
    if [row.item for row in plan.placed] != [item.id for item in problem.items]:
        raise InvalidProblem(
            "The plan belongs to another problem.", where="plan", cure="Schedule this one first."
        )
    targets = targets or {}
    known = {item.id for item in problem.items} | {group.id for group in problem.groups}
    if unknown := sorted(targets.keys() - known):
        raise InvalidProblem(
            f"A target names the unknown '{unknown[0]}'.",
            where="targets",
            cure="Name items and groups of the plan.",
        )
    if not problem.items:
        nothing = Quantiles(0.0, 0.0, 0.0, 0.0, 0.0)
        return Forecast((), (), (), nothing, draws, seed, 0.0)
    draws = min(draws, max(100, _CELLS // len(problem.items)))
    crew_of = {person.id: index for index, person in enumerate(problem.people)}
    crews = [tuple(crew_of[name] for name in row.people) for row in plan.placed]
    prices = prices_of(problem, crews, rates, fixed_costs)
    causes, hit = draw_causes(problem, factors, events, draws, seed)
    run = _run(problem, plan, draws, seed, common_sigma, progress, policy, causes, prices, until)
    draws = run.ends.shape[0]
    number = {item.id: index for index, item in enumerate(problem.items)}
    members = {
        group.id: np.array([number[name] for name in group.members])
        for group in problem.groups
        if group.members
    }
    reached = [_latest(run.finishes, rows) for rows in members.values()]
    parts, common = _parts(run, [run.ends, *reached], seed, common_sigma)
    if drift:
        _drifted(problem, run, seed, drift)
        reached = [_latest(run.finishes, rows) for rows in members.values()]
    reached = [
        _grown(moments, (growth or {}).get(name, FIXED), index, seed)
        for index, (name, moments) in enumerate(zip(members, reached, strict=True))
    ]
    items = _items(problem, run, targets)
    deadlines = {group.id: group.deadline for group in problem.groups}
    groups = tuple(
        GroupForecast(
            group=name,
            finish=_quantiles(moments),
            chance=_chance(moments, deadlines[name]),
            drivers=_drivers(problem, parts[:, index + 1]),
            histogram=_histogram(moments, deadlines[name]),
            common_share=float(common[index + 1]),
            mean=float(moments.mean(dtype=np.float64)),
            target_chance=_chance(moments, targets.get(name)),
        )
        for index, (name, moments) in enumerate(zip(members, reached, strict=True))
    )
    return Forecast(
        items=items,
        groups=groups,
        drivers=_drivers(problem, parts[:, 0]),
        finish=_quantiles(run.ends),
        draws=draws,
        seed=seed,
        convergence=_convergence(run.ends, 0.85),
        common_share=float(common[0]),
        causes=cause_drivers(factors, events, causes, hit, run.ends),
        convergence_p50=_convergence(run.ends, 0.50),
        cost=cost_forecast(run.ends, run.costs, LEVELS) if rates or fixed_costs else None,
        policy=policy,
        mean=float(run.ends.mean(dtype=np.float64)),
    )


@dataclass(frozen=True)
class _Run:
    """Raw futures: `(items, draws)` finishes, starts of the first ones, end of each, and criticality."""

    finishes: Singles
    starts: Singles
    ends: Singles
    critical: NDArray[np.float64]
    table: NDArray[np.float64]
    spread: NDArray[np.bool_]
    costs: NDArray[np.float64]


def _run(
    problem: Problem,
    plan: Plan,
    draws: int,
    seed: int,
    sigma: float,
    progress: Callable[[int, int], None] | None,
    policy: Policy,
    causes: Causes,
    prices: Prices,
    until: float | None,
) -> _Run:
    table = quantile_table([item.effort or item.duration for item in problem.items])
    items = len(problem.items)
    kept = int(np.clip(_CELLS // items - draws, min(draws, 100), draws))
    finishes = np.empty((items, draws), dtype=np.float32)
    starts = np.empty((items, kept), dtype=np.float32)
    ends = np.empty(draws, dtype=np.float32)
    costs = np.zeros(draws)
    count = np.zeros(items)
    step = max(1, -(-draws // BLOCK // _STEPS)) * BLOCK
    bits = np.uint64(seed & _SEED_BITS)
    net = plan_network(problem, plan) if policy == "fixed" else None
    rules = plan_rules(problem, plan, causes) if policy == "dynamic" else None
    done = 0
    for first in range(0, draws, step):
        size = min(step, draws - first)
        critical = np.zeros((-(-size // (BLOCK if net else BUNCH)), items), dtype=np.int32)
        rest = (causes, prices, starts, finishes, ends, costs, critical)
        if net is not None:
            replicate(bits, first, size, sigma, net, *rest)
        elif rules is not None:
            replicate_dynamic(bits, first, size, sigma, rules, *rest)
        count += critical.sum(axis=0)
        done = first + size
        if progress is not None:
            progress(done, draws)
        if until is not None and max(_convergence(ends[:done], 0.5), _convergence(ends[:done], 0.85)) < until:
            break
    if done < draws:
        finishes, starts, ends = finishes[:, :done].copy(), starts[:, :done].copy(), ends[:done].copy()
        costs = costs[:done].copy()
    return _Run(finishes, starts, ends, count / done, table, table[:, -1] > table[:, 0], costs + prices.fixed)


def _drifted(problem: Problem, run: _Run, seed: int, drift: float) -> None:
    """The futures with the pace of the team drifting, in place."""
    earliest = np.array([max(0.0, item.earliest) for item in problem.items])
    for moments in (run.starts, run.finishes):
        stretch(moments, seed=seed, sigma=drift, earliest=earliest)
    np.max(run.finishes, axis=0, out=run.ends)


def _grown(moments: Singles, growth: Growth, number: int, seed: int) -> Singles:
    """The moments times one lognormal factor in each future, of its own for every group."""
    if growth == FIXED:
        return moments
    factors = np.empty(moments.shape[0])
    common_factor(np.uint64((seed ^ _GROWTH) + number & _SEED_BITS), growth.sigma, factors)
    grown: Singles = (moments * growth.median * factors).astype(np.float32)
    return grown


def _latest(finishes: Singles, rows: NDArray[np.int64]) -> Singles:
    latest: Singles = finishes[rows[0]].copy()
    for row in rows[1:]:
        np.maximum(latest, finishes[row], out=latest)
    return latest


def _parts(
    run: _Run, targets: list[Singles], seed: int, sigma: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Squared correlations of each item's own draw, and of the common factor, with each target.

    Correlations below three standard errors of zero are noise and count as zero.
    """
    studied = min(_STUDIED, run.ends.shape[0])
    scaled = np.array([_standard(target[:studied]) for target in targets])
    parts = np.zeros((run.critical.shape[0], len(targets)))
    uncertain = np.flatnonzero(run.spread)
    own = np.zeros((uncertain.shape[0], len(targets)))
    own_parts(np.uint64(seed & _SEED_BITS), run.table, uncertain, scaled, own)
    parts[uncertain] = own
    factor = np.empty(studied)
    common_factor(np.uint64(seed & _SEED_BITS), sigma, factor)
    products = (scaled * _standard(factor)).sum(axis=1)
    common = products * products
    noise = 9.0 / studied
    parts[parts < noise] = 0.0
    common[common < noise] = 0.0
    return parts, common


def _standard(values: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean 0 and length 1; zeros when constant."""
    centred = values.astype(np.float64) - float(values.astype(np.float64).mean())
    length = float(np.sqrt((centred * centred).sum()))
    return centred / length if length > 1e-6 else np.zeros_like(centred)


def _quantiles(values: Singles) -> Quantiles:
    return Quantiles(*(float(value) for value in np.quantile(values, LEVELS)))


def _chance(values: Singles, deadline: float | None) -> float | None:
    return None if deadline is None else float((values <= deadline + _SAME).mean())


def _items(problem: Problem, run: _Run, targets: Mapping[str, float]) -> tuple[ItemForecast, ...]:
    levels = np.array(LEVELS)
    starts = np.empty((len(problem.items), len(LEVELS)))
    finishes = np.empty_like(starts)
    row_quantiles(run.starts, levels, starts)
    row_quantiles(run.finishes, levels, finishes)
    means = run.finishes.mean(axis=1, dtype=np.float64)
    return tuple(
        ItemForecast(
            item.id,
            Quantiles(*starts[index].tolist()),
            Quantiles(*finishes[index].tolist()),
            _chance(run.finishes[index], item.deadline),
            float(run.critical[index]),
            float(means[index]),
            _chance(run.finishes[index], targets.get(item.id)),
        )
        for index, item in enumerate(problem.items)
    )


def _drivers(problem: Problem, parts: NDArray[np.float64]) -> tuple[Driver, ...]:
    order = np.argsort(-parts, kind="stable")[:_DRIVERS]
    return tuple(
        Driver(problem.items[index].id, float(min(1.0, parts[index]))) for index in order if parts[index] > 0
    )


def _histogram(values: Singles, deadline: float | None) -> tuple[tuple[float, float], ...]:
    """Shares of whole days or, where there are many, of spans of equal length. The deadline is an edge, so
    that the shares up to it add up to its chance; the ends hold what lies beyond one in a thousand.
    """
    least, most = np.quantile(values, (0.001, 0.999))
    low, high = floor(least), max(ceil(most - _SAME), floor(least) + 1)
    width = -(-(high - low) // _BINS)
    anchor = deadline if deadline is not None and low < deadline < high else high
    below, above = ceil((anchor - low) / width), ceil((high - anchor) / width)
    edges = anchor + width * np.arange(1 - below, above + 1, dtype=np.float64)
    bins = np.clip(np.searchsorted(edges, values - _SAME), 0, edges.shape[0] - 1)
    counts = np.bincount(bins, minlength=edges.shape[0])
    return tuple(
        (float(edge), float(count) / values.shape[0]) for edge, count in zip(edges, counts, strict=True)
    )


def _convergence(values: Singles, level: float) -> float:
    """Half-width of the 95 % interval of a quantile from order statistics (binomial, normal)."""
    spread = 1.96 * np.sqrt(level * (1 - level) / values.shape[0])
    low, high = np.quantile(values, (max(0.0, level - spread), min(1.0, level + spread)))
    return float(high - low) / 2
