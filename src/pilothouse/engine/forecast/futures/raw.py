"""Simulated plans before anything is read off them: moments of every item in every simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.drift import stretch
from pilothouse.engine.forecast.futures.dynamic import BUNCH, replicate_dynamic
from pilothouse.engine.forecast.futures.forecast import Policy
from pilothouse.engine.forecast.futures.kernels import BLOCK, common_factor, replicate
from pilothouse.engine.forecast.futures.network import plan_network
from pilothouse.engine.forecast.futures.policy import plan_rules
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_GROWTH = 0xD1B54A32D192ED03  # keeps the draws of growth apart from those of items
_CELLS = 40_000_000  # starts and finishes kept at once: 160 MB in single precision
_STEPS = 8
SEED_BITS = 0xFFFFFFFFFFFFFFFF

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Raw:
    """Raw futures: `(items, draws)` finishes, starts of the first ones, end of each, and criticality."""

    finishes: Singles
    starts: Singles
    ends: Singles
    critical: NDArray[np.float64]
    table: NDArray[np.float64]
    spread: NDArray[np.bool_]
    costs: NDArray[np.float64]


def most_draws(items: int) -> int:
    """How many simulations of so many items are kept at most."""
    return max(100, _CELLS // items)


def run_futures(
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
) -> Raw:
    """`draws` simulations, fewer where `until` is reached before."""
    table = quantile_table([item.effort or item.duration for item in problem.items])
    items = len(problem.items)
    kept = int(np.clip(_CELLS // items - draws, min(draws, 100), draws))
    finishes = np.empty((items, draws), dtype=np.float32)
    starts = np.empty((items, kept), dtype=np.float32)
    ends = np.empty(draws, dtype=np.float32)
    costs = np.zeros(draws)
    count = np.zeros(items)
    step = max(1, -(-draws // BLOCK // _STEPS)) * BLOCK
    bits = np.uint64(seed & SEED_BITS)
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
        if until is not None and max(convergence(ends[:done], 0.5), convergence(ends[:done], 0.85)) < until:
            break
    if done < draws:
        finishes, starts, ends = finishes[:, :done].copy(), starts[:, :done].copy(), ends[:done].copy()
        costs = costs[:done].copy()
    return Raw(finishes, starts, ends, count / done, table, table[:, -1] > table[:, 0], costs + prices.fixed)


def drift_futures(problem: Problem, run: Raw, seed: int, drift: float) -> None:
    """The futures with the pace of the team drifting, in place."""
    earliest = np.array([max(0.0, item.earliest) for item in problem.items])
    for moments in (run.starts, run.finishes):
        stretch(moments, seed=seed, sigma=drift, earliest=earliest)
    np.max(run.finishes, axis=0, out=run.ends)


def grown(moments: Singles, growth: Growth, number: int, seed: int) -> Singles:
    """The moments times one lognormal factor in each future, of its own for every group."""
    if growth == FIXED:
        return moments
    factors = np.empty(moments.shape[0])
    common_factor(np.uint64((seed ^ _GROWTH) + number & SEED_BITS), growth.sigma, factors)
    grown: Singles = (moments * growth.median * factors).astype(np.float32)
    return grown


def latest(finishes: Singles, rows: NDArray[np.int64]) -> Singles:
    """In each simulation the latest finish of these items."""
    found: Singles = finishes[rows[0]].copy()
    for row in rows[1:]:
        np.maximum(found, finishes[row], out=found)
    return found


def convergence(values: Singles, level: float) -> float:
    """Half-width of the 95 % interval of a quantile from order statistics (binomial, normal)."""
    spread = 1.96 * np.sqrt(level * (1 - level) / values.shape[0])
    low, high = np.quantile(values, (max(0.0, level - spread), min(1.0, level + spread)))
    return float(high - low) / 2
