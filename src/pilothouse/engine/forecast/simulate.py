"""Many futures of one plan: quantiles, chances, criticality, drivers.

The policy is that of the plan: people and the order of each person's work stay, dates move. A simulated
plan is a longest-path computation under calendars, so that a thousand items cost about a tenth of a
millisecond a future. Random numbers are counters through splitmix64: the same seed gives the same bytes for
any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.distributions import quantile_table
from pilothouse.engine.forecast.kernels import replicate
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import ENGINE_VERSION, Plan
from pilothouse.engine.schedule.problem import Problem

LEVELS = (0.05, 0.15, 0.50, 0.85, 0.95)
_CELLS = 30_000_000  # finishes kept at once: 120 MB in single precision
_BLOCK = 500
_STUDIED = 2000  # futures that start quantiles and drivers are computed from
_BINS = 40
_DRIVERS = 8


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
    """An item's part, 0..1, in the variance of a finish that single items explain."""

    item: str
    share: float


@dataclass(frozen=True)
class ItemForecast:
    """`chance` of keeping the deadline, None without one; `criticality`: how often it is on the longest
    chain.
    """

    item: str
    start: Quantiles
    finish: Quantiles
    chance: float | None
    criticality: float


@dataclass(frozen=True)
class GroupForecast:
    """The moment when the last member is done. `histogram`: (upper edge in days, share of futures)."""

    group: str
    finish: Quantiles
    chance: float | None
    drivers: tuple[Driver, ...]
    histogram: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Forecast:
    """What `draws` futures say. `convergence`: half-width in days of the 95 % interval of the plan's p85."""

    items: tuple[ItemForecast, ...]
    groups: tuple[GroupForecast, ...]
    drivers: tuple[Driver, ...]
    finish: Quantiles
    draws: int
    seed: int
    convergence: float
    engine_version: str = ENGINE_VERSION


def simulate(
    problem: Problem,
    plan: Plan,
    *,
    draws: int = 10_000,
    seed: int = 0,
    common_sigma: float = 0.2,
    progress: Callable[[int, int], None] | None = None,
) -> Forecast:
    """Forecast of `plan`. `common_sigma`: sd of one lognormal factor that all work of a future shares.

    Plans above 3,000 items get fewer futures than asked, so that memory stays below 250 MB; `draws` of the
    answer says how many. Raises `InvalidProblem` for no draws, or a plan of another problem.
    """
    if draws < 100:
        raise InvalidProblem("At least 100 draws are needed.", where="draws", cure="Ask for 10000.")
    if [row.item for row in plan.placed] != [item.id for item in problem.items]:
        raise InvalidProblem(
            "The plan belongs to another problem.", where="plan", cure="Schedule this one first."
        )
    if not problem.items:
        nothing = Quantiles(0.0, 0.0, 0.0, 0.0, 0.0)
        return Forecast((), (), (), nothing, draws, seed, 0.0)
    draws = max(1000, min(draws, _CELLS // len(problem.items))) if draws > 1000 else draws
    finish, start, critical = _run(problem, plan, draws, seed, common_sigma, progress)
    ends = finish.max(axis=1)
    studied = min(_STUDIED, draws)
    work = _standard(finish[:studied] - start)
    items = _items(problem, start, finish, critical)
    number = {item.id: index for index, item in enumerate(problem.items)}
    groups = []
    for group in problem.groups:
        if not group.members:
            continue
        members = np.array([number[name] for name in group.members])
        reached = finish[:, members].max(axis=1)
        groups.append(
            GroupForecast(
                group.id,
                _quantiles(reached),
                None if group.deadline is None else float((reached <= group.deadline + 1e-4).mean()),
                _drivers(problem, work, reached[:studied]),
                _histogram(reached),
            )
        )
    return Forecast(
        items=items,
        groups=tuple(groups),
        drivers=_drivers(problem, work, ends[:studied]),
        finish=_quantiles(ends),
        draws=draws,
        seed=seed,
        convergence=_convergence(ends),
    )


def _run(
    problem: Problem,
    plan: Plan,
    draws: int,
    seed: int,
    sigma: float,
    progress: Callable[[int, int], None] | None,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """Finishes of all futures, starts of the studied ones, and each item's criticality."""
    compiled = compile_problem(problem)
    items = len(problem.items)
    person = {row.id: index for index, row in enumerate(problem.people)}
    team_at = np.zeros(items + 1, dtype=np.int64)
    team_at[1:] = np.cumsum([len(row.people) for row in plan.placed])
    team = np.array([person[name] for row in plan.placed for name in row.people], dtype=np.int64)
    place = np.empty(items)
    place[compiled.order] = np.arange(items)
    sequence = np.lexsort((place, [row.finish for row in plan.placed], [row.start for row in plan.placed]))
    sequence = _respect(sequence, compiled.pred_at, compiled.pred)
    capacity = _carried_on(compiled.capacity)
    unit_at = np.zeros(len(problem.pools) + 1, dtype=np.int64)
    unit_at[1:] = np.cumsum(compiled.pool)
    table = quantile_table([item.effort or item.duration for item in problem.items])
    earliest = np.maximum(compiled.earliest, compiled.fixed)
    finish = np.empty((draws, items), dtype=np.float32)
    studied = min(_STUDIED, draws)
    kept = np.empty((studied, items), dtype=np.float32)
    count = np.zeros(items)
    for first in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - first)
        start, end = np.empty((size, items)), np.empty((size, items))
        critical = np.zeros((size, items), dtype=np.bool_)
        replicate(
            np.uint64(seed),
            first,
            sequence,
            table,
            compiled.timed,
            earliest,
            team_at,
            team,
            capacity,
            compiled.pred_at,
            compiled.pred,
            compiled.pred_kind,
            compiled.pred_lag,
            compiled.demand,
            unit_at,
            sigma,
            start,
            end,
            critical,
        )
        finish[first : first + size] = end
        if first < studied:
            kept[first : first + size] = start[: studied - first]
        count += critical.sum(axis=0)
        if progress is not None:
            progress(first + size, draws)
    return finish, kept, count / draws


def _respect(
    sequence: NDArray[np.int64], pred_at: NDArray[np.int64], pred: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The plan's order, with every predecessor before its successors (negative lags can turn two around)."""
    done = np.zeros(sequence.shape[0], dtype=np.bool_)
    ordered: list[int] = []
    for item in sequence.tolist():
        stack = [item]
        while stack:
            top = stack[-1]
            missing = [int(p) for p in pred[pred_at[top] : pred_at[top + 1]] if not done[p]]
            if done[top]:
                stack.pop()
            elif missing:
                stack += missing
            else:
                done[top] = True
                ordered.append(stack.pop())
    return np.array(ordered, dtype=np.int64)


def _carried_on(capacity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Capacities with leavers replaced by somebody like them: a future that runs late needs a successor."""
    table = capacity.copy()
    for row in range(table.shape[0]):
        if table[row, -1] <= 0 and (table[row] > 0).any():
            last = np.flatnonzero(table[row] > 0)[-1]
            table[row, last + 1 :] = table[row, last]
    return table


def _quantiles(values: NDArray[np.float32]) -> Quantiles:
    return Quantiles(*(float(value) for value in np.quantile(values, LEVELS)))


def _items(
    problem: Problem, start: NDArray[np.float32], finish: NDArray[np.float32], critical: NDArray[np.float64]
) -> tuple[ItemForecast, ...]:
    starts = np.quantile(start, LEVELS, axis=0)
    ends = np.empty((len(LEVELS), finish.shape[1]))
    for first in range(0, finish.shape[1], 256):
        ends[:, first : first + 256] = np.quantile(finish[:, first : first + 256], LEVELS, axis=0)
    found = []
    for index, item in enumerate(problem.items):
        chance = None
        if item.deadline is not None:
            chance = float((finish[:, index] <= item.deadline + 1e-4).mean())
        found.append(
            ItemForecast(
                item.id,
                Quantiles(*starts[:, index].tolist()),
                Quantiles(*ends[:, index].tolist()),
                chance,
                float(critical[index]),
            )
        )
    return tuple(found)


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each column with mean 0 and length 1; constant columns become 0."""
    centred = values - values.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    scaled: NDArray[np.float32] = np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-6)
    return scaled


def _drivers(problem: Problem, work: NDArray[np.float32], ends: NDArray[np.float32]) -> tuple[Driver, ...]:
    """Items whose time explains the finish best: squared correlations, scaled to 1 over all items.

    Correlations below three standard errors of zero are noise and do not count.
    """
    centred = ends - ends.mean()
    length = float(np.sqrt((centred**2).sum()))
    if length < 1e-6:
        return ()
    correlation = np.maximum(0.0, work.T @ (centred / length))
    squared = np.where(correlation > 3 / np.sqrt(ends.shape[0]), correlation**2, 0.0)
    total = float(squared.sum())
    if total <= 0:
        return ()
    order = np.argsort(-squared, kind="stable")[:_DRIVERS]
    return tuple(
        Driver(problem.items[index].id, float(squared[index]) / total)
        for index in order
        if squared[index] > 0
    )


def _histogram(values: NDArray[np.float32]) -> tuple[tuple[float, float], ...]:
    low, high = np.quantile(values, (0.001, 0.999))
    edges = np.linspace(low, max(high, low + 1.0), _BINS + 1)
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
    return tuple(
        (float(edge), float(count) / values.shape[0]) for edge, count in zip(edges[1:], counts, strict=True)
    )


def _convergence(values: NDArray[np.float32]) -> float:
    """Half-width of the 95 % interval of p85 from order statistics (binomial, normal approximation)."""
    draws = values.shape[0]
    spread = 1.96 * np.sqrt(0.85 * 0.15 / draws)
    low, high = np.quantile(values, (max(0.0, 0.85 - spread), min(1.0, 0.85 + spread)))
    return float(high - low) / 2
