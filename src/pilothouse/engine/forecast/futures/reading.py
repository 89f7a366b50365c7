"""What a forecast says, read off the raw simulations."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.forecast import LEVELS, Driver, GroupForecast, ItemForecast, Quantiles
from pilothouse.engine.forecast.futures.kernels import common_factor, own_parts, row_quantiles
from pilothouse.engine.forecast.futures.raw import SEED_BITS, Raw, Singles
from pilothouse.engine.schedule.problem import Problem

_STUDIED = 4000  # futures that drivers are computed from
_BINS = 40
_SAME = 1e-4  # days that single precision cannot tell apart
_DRIVERS = 8


def group_rows(problem: Problem) -> dict[str, NDArray[np.int64]]:
    """The rows of each group's members, without groups that have none."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    return {
        group.id: np.array([number[name] for name in group.members])
        for group in problem.groups
        if group.members
    }


def group_forecasts(
    problem: Problem,
    ends: Mapping[str, Singles],
    parts: NDArray[np.float64],
    common: NDArray[np.float64],
    targets: Mapping[str, float],
) -> tuple[GroupForecast, ...]:
    """`ends` by group in every simulation; `parts` and `common` as `variance_parts` gives them for these."""
    deadlines = {group.id: group.deadline for group in problem.groups}
    return tuple(
        GroupForecast(
            group=name,
            finish=quantiles_of(moments),
            chance=chance_of(moments, deadlines[name]),
            drivers=drivers_of(problem, parts[:, index]),
            histogram=histogram_of(moments, deadlines[name]),
            common_share=float(common[index]),
            mean=float(moments.mean(dtype=np.float64)),
            target_chance=chance_of(moments, targets.get(name)),
        )
        for index, (name, moments) in enumerate(ends.items())
    )


def variance_parts(
    run: Raw, targets: list[Singles], seed: int, sigma: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Squared correlations of each item's own draw, and of the common factor, with each target.

    Correlations below three standard errors of zero are noise and count as zero.
    """
    studied = min(_STUDIED, run.ends.shape[0])
    scaled = np.array([_standard(target[:studied]) for target in targets])
    parts = np.zeros((run.critical.shape[0], len(targets)))
    uncertain = np.flatnonzero(run.spread)
    own = np.zeros((uncertain.shape[0], len(targets)))
    own_parts(np.uint64(seed & SEED_BITS), run.table, uncertain, scaled, own)
    parts[uncertain] = own
    factor = np.empty(studied)
    common_factor(np.uint64(seed & SEED_BITS), sigma, factor)
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


def quantiles_of(values: Singles) -> Quantiles:
    return Quantiles(*(float(value) for value in np.quantile(values, LEVELS)))


def chance_of(values: Singles, deadline: float | None) -> float | None:
    return None if deadline is None else float((values <= deadline + _SAME).mean())


def item_forecasts(problem: Problem, run: Raw, targets: Mapping[str, float]) -> tuple[ItemForecast, ...]:
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
            chance_of(run.finishes[index], item.deadline),
            float(run.critical[index]),
            float(means[index]),
            chance_of(run.finishes[index], targets.get(item.id)),
        )
        for index, item in enumerate(problem.items)
    )


def drivers_of(problem: Problem, parts: NDArray[np.float64]) -> tuple[Driver, ...]:
    order = np.argsort(-parts, kind="stable")[:_DRIVERS]
    return tuple(
        Driver(problem.items[index].id, float(min(1.0, parts[index]))) for index in order if parts[index] > 0
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
