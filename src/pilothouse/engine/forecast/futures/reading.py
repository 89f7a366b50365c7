"""What a forecast says, read off the raw simulations."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.forecast import LEVELS, Driver, GroupForecast, ItemForecast, Quantiles
from pilothouse.engine.forecast.futures.measures import common_factor, own_correlations, row_quantiles
from pilothouse.engine.forecast.futures.network import item_keys
from pilothouse.engine.forecast.futures.raw import SEED_BITS, Raw, Singles
from pilothouse.engine.forecast.futures.teams import Shared
from pilothouse.engine.schedule.problem import Problem

STUDIED = 4000  # futures that drivers are computed from
_TARGETS = 64  # ends whose drivers are computed at a time
_BINS = 40
_SAME = 1e-4  # days that single precision cannot tell apart
_DRIVERS = 8
_BY_CHANCE = 0.01  # of the ends name a driver that is none
_ERRORS = 3.0  # standard errors below which nothing is told

Floats = NDArray[np.float64]
Spread = tuple[tuple[Driver, ...], float]  # drivers, and the share of what all work has in common


def group_rows(problem: Problem) -> dict[str, NDArray[np.int64]]:
    """The rows of each group's members, without groups that have none."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    return {
        group.id: np.array([number[name] for name in group.members], dtype=np.int64)
        for group in problem.groups
        if group.members
    }


def product_rows(problem: Problem) -> dict[str, NDArray[np.int64]]:
    """The rows of each product that items name."""
    rows: dict[str, list[int]] = {}
    for index, item in enumerate(problem.items):
        if item.product:
            rows.setdefault(item.product, []).append(index)
    return {name: np.array(rows[name], dtype=np.int64) for name in sorted(rows)}


def group_forecast(
    name: str, moments: Singles, spread: Spread, deadline: float | None, target: float | None
) -> GroupForecast:
    """What is told of one end, `moments` being that of every simulation."""
    return GroupForecast(
        group=name,
        finish=quantiles_of(moments),
        chance=chance_of(moments, deadline),
        drivers=spread[0],
        histogram=histogram_of(moments, deadline),
        common_share=spread[1],
        mean=float(moments.mean(dtype=np.float64)),
        target_chance=chance_of(moments, target),
    )


def spreads_of(
    problem: Problem, ends: list[Singles], last_rank: list[int], ranks: list[int], seed: int, shared: Shared
) -> list[Spread]:
    """Where the variance of each end comes from: squared correlations with each item's own draw, and with the
    factor of each team.

    Correlations that chance gives to one of as many items are noise and count as zero (`noise`). Nothing that
    ranks below all that an end waits for is looked at, as it cannot move it.
    """
    found: list[Spread] = [((), 0.0)] * len(ends)
    table = quantile_table([item.effort or item.duration for item in problem.items])
    uncertain = table[:, -1] > table[:, 0]
    keys, rank = item_keys(problem), np.array(ranks, dtype=np.int64)
    for level in sorted(set(last_rank)):
        wanted = [index for index, last in enumerate(last_rank) if last == level]
        rows = np.flatnonzero(uncertain & (rank <= level))
        streams = np.unique(shared.common.team[rank <= level])
        for first in range(0, len(wanted), _TARGETS):
            some = wanted[first : first + _TARGETS]
            scaled = np.array([standard(ends[index][:STUDIED]) for index in some])
            own = np.zeros((rows.shape[0], len(some)))
            own_correlations(np.uint64(seed & SEED_BITS), keys[rows], table[rows], scaled, own)
            common = _common_shares(scaled, streams, seed, shared)
            parts = own * own
            parts[parts < noise(rows.shape[0], scaled.shape[1])] = 0.0
            for place, index in enumerate(some):
                found[index] = (drivers_of(problem, rows, parts[:, place]), float(common[place]))
    return found


def noise(tried: int, draws: int) -> float:
    """The squared correlation that the largest of `tried` unrelated draws stays below in 99 of 100 cases.

    The more are looked at, the larger is the largest by chance (Bonferroni); never below three standard
    errors.
    """
    errors = NormalDist().inv_cdf(1.0 - _BY_CHANCE / (2.0 * max(tried, 1)))
    return max(_ERRORS, errors) ** 2 / draws


def _common_shares(scaled: Floats, streams: NDArray[np.int64], seed: int, shared: Shared) -> Floats:
    """The part of each variance that comes from all work of a team being harder or easier together."""
    found = np.zeros(scaled.shape[0])
    factor = np.empty(scaled.shape[1])
    for stream in streams.tolist():
        key = shared.common.stream[stream]
        common_factor(np.uint64(seed & SEED_BITS), key, float(shared.common.sigma[stream]), factor)
        products = (scaled * standard(factor)).sum(axis=1)
        share = products * products
        share[share < noise(streams.shape[0], scaled.shape[1])] = 0.0
        found += share
    return found


def standard(values: NDArray[np.float32] | Floats) -> Floats:
    """Mean 0 and length 1; zeros when constant."""
    centred = values.astype(np.float64) - float(values.astype(np.float64).mean())
    length = float(np.sqrt((centred * centred).sum()))
    return centred / length if length > 1e-6 else np.zeros_like(centred)


def quantiles_of(values: Singles) -> Quantiles:
    return Quantiles(*(float(value) for value in np.quantile(values, LEVELS)))


def chance_of(values: Singles, deadline: float | None) -> float | None:
    return None if deadline is None else float((values <= deadline + _SAME).mean())


def dates_of(problem: Problem, targets: Mapping[str, float]) -> Floats:
    """`(items, 2)` deadline and target of each item, infinity where there is none."""
    never = float("inf")
    return np.array(
        [
            (never if item.deadline is None else item.deadline, targets.get(item.id, never))
            for item in problem.items
        ]
    )


def item_forecasts(problem: Problem, run: Raw, dates: Floats) -> tuple[ItemForecast, ...]:
    levels = np.array(LEVELS)
    starts = np.empty((len(problem.items), len(LEVELS)))
    finishes = np.empty_like(starts)
    row_quantiles(run.starts, run.kept_at, run.draws, levels, starts)
    row_quantiles(run.finishes, run.kept_at, run.draws, levels, finishes)
    means, chances = run.sums / run.draws, run.held / run.draws
    kept = np.minimum(np.diff(run.kept_at), run.draws)
    return tuple(
        ItemForecast(
            item=item.id,
            start=Quantiles(*starts[index].tolist()),
            finish=Quantiles(*finishes[index].tolist()),
            chance=float(chances[index, 0]) if np.isfinite(dates[index, 0]) else None,
            criticality=float(run.critical[index]),
            mean=float(means[index]),
            target_chance=float(chances[index, 1]) if np.isfinite(dates[index, 1]) else None,
            draws=int(kept[index]),
        )
        for index, item in enumerate(problem.items)
    )


def drivers_of(problem: Problem, rows: NDArray[np.int64], parts: Floats) -> tuple[Driver, ...]:
    order = np.argsort(-parts, kind="stable")[:_DRIVERS]
    return tuple(
        Driver(problem.items[rows[index]].id, float(min(1.0, parts[index])))
        for index in order
        if parts[index] > 0
    )


def histogram_of(values: Singles, deadline: float | None) -> tuple[tuple[float, float], ...]:
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
