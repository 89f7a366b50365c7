"""Simulated plans before anything is read off them, worked on a few futures at a time.

What is told of groups, products and the whole rests on every future. Of single items every future is counted
(means, chances, criticality), while quantiles rest on the first ones that there is room for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.drift import stretch
from pilothouse.engine.forecast.futures.dynamic import BUNCH, replicate_dynamic
from pilothouse.engine.forecast.futures.forecast import Policy
from pilothouse.engine.forecast.futures.kernels import BLOCK, replicate
from pilothouse.engine.forecast.futures.measures import common_factor, keep, last_of, tally
from pilothouse.engine.forecast.futures.network import plan_network, ranks_of
from pilothouse.engine.forecast.futures.policy import plan_rules
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.forecast.futures.teams import Shared
from pilothouse.engine.kernels import hashed
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_GROWTH = 0xD1B54A32D192ED03  # keeps the draws of growth apart from those of items
_CELLS = 20_000_000  # finishes of items kept, and as many starts: 160 MB in single precision
_LEAST = 2_000  # futures of each item that are kept all the same
_AT_ONCE = 4_000_000  # finishes worked on at a time
_STEPS = 8
SEED_BITS = 0xFFFFFFFFFFFFFFFF

Singles = NDArray[np.float32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sets:
    """Items that end together, by name: the rows of each, and the last rank that any of them has."""

    names: tuple[str, ...]
    at: Counts
    rows: Counts
    rank: tuple[int, ...]

    def members(self, number: int) -> Counts:
        return self.rows[self.at[number] : self.at[number + 1]]


@dataclass(frozen=True)
class Raw:
    """Raw futures. `ends` `(draws,)` and `reached` `(sets, draws)` have drifted, their `plain_` twins have
    not.

    Of each item: `critical` share, sum of finishes, how many are not after either of its `dates`, and the
    first finishes and starts, those of item i in `kept_at[i]:kept_at[i + 1]`.
    """

    draws: int
    ends: Singles
    reached: Singles
    plain_ends: Singles
    plain_reached: Singles
    costs: Floats
    critical: Floats
    sums: Floats
    held: Counts
    kept_at: Counts
    finishes: Singles
    starts: Singles


def sets_of(members: Mapping[str, NDArray[np.int64]], ranks: list[int]) -> Sets:
    at = np.zeros(len(members) + 1, dtype=np.int64)
    at[1:] = np.cumsum([rows.shape[0] for rows in members.values()])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *members.values()])
    last = tuple(max(ranks[row] for row in rows.tolist()) for rows in members.values())
    return Sets(tuple(members), at, rows, last)


def kept_draws(ranks: list[int], draws: int) -> Counts:
    """How many futures of each item are kept: as many as there is room for, were there nothing below it."""
    counts = np.bincount(np.array(ranks, dtype=np.int64))
    room = _CELLS // np.maximum(1, np.cumsum(counts))
    kept: Counts = np.clip(room, min(draws, _LEAST), draws).astype(np.int64)
    return kept[np.array(ranks, dtype=np.int64)]


def run_futures(
    problem: Problem,
    plan: Plan,
    draws: int,
    seed: int,
    shared: Shared,
    sets: Sets,
    dates: Floats,
    progress: Callable[[int, int], None] | None,
    policy: Policy,
    causes: Causes,
    prices: Prices,
    until: float | None,
) -> Raw:
    """`draws` simulations, fewer where `until` is reached before. What `progress` raises stops it at once."""
    run = _Run(problem, plan, draws, seed, shared, sets, dates, policy, causes, prices)
    while run.done < draws:
        run.go_on(draws - run.done if until is None else run.step - run.done % run.step)
        if progress is not None:
            progress(run.done, draws)
        if until is not None and run.at_a_step and run.widest < until:
            break
    return run.found()


class _Run:
    """Futures so far, in places for all of them."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        draws: int,
        seed: int,
        shared: Shared,
        sets: Sets,
        dates: Floats,
        policy: Policy,
        causes: Causes,
        prices: Prices,
    ) -> None:
        items = len(problem.items)
        self.draws, self.items, self.seed, self.shared = draws, items, seed, shared
        self.sets, self.dates, self.causes, self.prices = sets, dates, causes, prices
        self.kept_at = np.concatenate(([0], np.cumsum(kept_draws(ranks_of(problem), draws))))
        self.most = int(np.diff(self.kept_at).max())
        self.finishes, self.starts = np.empty((2, self.kept_at[-1]), np.float32)
        self.reached, self.plain = np.empty((2, len(sets.names), draws), np.float32)
        self.ends, self.plain_ends = np.empty((2, draws), np.float32)
        self.costs, self.count, self.sums = np.zeros(draws), np.zeros(items), np.zeros(items)
        self.held = np.zeros(dates.shape, dtype=np.int64)
        self.earliest = np.array([max(0.0, item.earliest) for item in problem.items])
        self.net = plan_network(problem, plan) if policy == "fixed" else None
        self.rules = plan_rules(problem, plan, causes) if policy == "dynamic" else None
        self.step = max(1, -(-draws // BLOCK // _STEPS)) * BLOCK
        self.chunk = max(4, _AT_ONCE // items // BLOCK) * BLOCK
        self.done = 0

    @property
    def at_a_step(self) -> bool:
        return self.done % self.step == 0 or self.done == self.draws

    @property
    def widest(self) -> float:
        """The larger of the half-widths of p50 and p85."""
        return max(convergence(self.plain_ends[: self.done], level) for level in (0.5, 0.85))

    def go_on(self, most: int) -> None:
        """The next futures, at most so many, into their places."""
        size = min(self.chunk, most, self.draws - self.done)
        ended = np.empty((self.items, size), dtype=np.float32)
        begun = np.empty((self.items, min(size, max(0, self.most - self.done))), dtype=np.float32)
        self._replicate(size, begun, ended)
        columns = slice(self.done, self.done + size)
        last_of(ended, self.sets.at, self.sets.rows, self.plain[:, columns])
        self.ends[columns] = self.plain_ends[columns]
        self.reached[:, columns] = self.plain[:, columns]
        if self.shared.warp:
            self._stretch(begun, ended)
            self.ends[columns] = ended.max(axis=0)
            last_of(ended, self.sets.at, self.sets.rows, self.reached[:, columns])
        tally(ended, self.dates, self.sums, self.held)
        keep(ended, self.done, self.kept_at, self.finishes)
        keep(begun, self.done, self.kept_at, self.starts)
        self.done += size

    def _replicate(self, size: int, begun: Singles, ended: Singles) -> None:
        bits, bunch = np.uint64(self.seed & SEED_BITS), BLOCK if self.net else BUNCH
        critical = np.zeros((-(-size // bunch), self.items), dtype=np.int32)
        said = (begun, ended, self.plain_ends, self.costs, critical)
        common, given = self.shared.common, (self.causes, self.prices)
        if self.net is not None:
            replicate(bits, self.done, size, common, *self.net, *given, *said)
        elif self.rules is not None:
            replicate_dynamic(bits, self.done, size, common, self.rules, *given, *said)
        self.count += critical.sum(axis=0)

    def _stretch(self, *several: Singles) -> None:
        for moments in several:
            stretch(
                moments,
                seed=self.seed,
                sigma=self.shared.warp,
                earliest=self.earliest,
                first=self.done,
                stream=self.shared.only,
            )

    def found(self) -> Raw:
        done = self.done
        return Raw(
            draws=done,
            ends=self.ends[:done],
            reached=self.reached[:, :done],
            plain_ends=self.plain_ends[:done],
            plain_reached=self.plain[:, :done],
            costs=self.costs[:done] + self.prices.fixed,
            critical=self.count / done,
            sums=self.sums,
            held=self.held,
            kept_at=self.kept_at,
            finishes=self.finishes,
            starts=self.starts,
        )


def grown(moments: Singles, growth: Growth, name: str, seed: int) -> Singles:
    """The moments times one lognormal factor in each future, of its own for every group."""
    if growth == FIXED:
        return moments
    return grow(moments, growth, growth_factors(moments.shape[0], growth, name, seed))


def growth_factors(draws: int, growth: Growth, name: str, seed: int) -> Floats:
    """The factor of the group `name` in each of the first futures, of median 1."""
    factors = np.empty(draws)
    common_factor(np.uint64((seed ^ _GROWTH) & SEED_BITS), np.uint64(hashed(name)), growth.sigma, factors)
    return factors


def grow(moments: Singles, growth: Growth, factors: Floats) -> Singles:
    """`moments` of futures with these `factors`."""
    found: Singles = (moments * growth.median * factors).astype(np.float32)
    return found


def convergence(values: Singles, level: float) -> float:
    """Half-width of the 95 % interval of a quantile from order statistics (binomial, normal)."""
    spread = 1.96 * np.sqrt(level * (1 - level) / values.shape[0])
    low, high = np.quantile(values, (max(0.0, level - spread), min(1.0, level + spread)))
    return float(high - low) / 2
