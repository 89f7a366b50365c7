"""How good forecasts were: coverage, CRPS, pinball loss, PIT; cases that are not over; intervals by project.

A forecast is its quantile function at `LEVELS`. A case that had not ended when the record ends (censored at
`limit`) is never dropped: a date before `limit` was missed for certain; a later one counts with the share
(p - u) / (1 - u) that a well calibrated forecast would hold, u being the chance it gave to an end before
`limit` (the conditional PIT of a censored case); and scores are taken up to `limit`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STATED = (0.5, 0.8, 0.85, 0.95)
LEVELS: Floats = (np.arange(200) + 0.5) / 200


def read_at(quantiles: Floats, level: float) -> Floats:
    """`(levels, cases)` quantiles at any `level`, linear between neighbours."""
    place = float(np.clip(level * LEVELS.size - 0.5, 0, LEVELS.size - 1))
    low = min(int(place), LEVELS.size - 2)
    share = place - low
    found: Floats = quantiles[low] * (1 - share) + quantiles[low + 1] * share
    return found


def held_by(quantiles: Floats, outcome: Floats, limit: Floats, level: float) -> Floats:
    """`(cases,)` 1 where the outcome came no later than the stated date, 0 where later, between when open.

    `outcome` is infinity for cases that were open at `limit`.
    """
    stated = read_at(quantiles, level)
    before = (quantiles <= limit).mean(axis=0)
    still = np.where(stated <= limit, 0.0, np.clip((level - before) / np.maximum(1 - before, 1e-9), 0, 1))
    return np.where(np.isinf(outcome), still, (outcome <= stated).astype(np.float64))


def reached_by(quantiles: Floats, outcome: Floats, level: float) -> Floats:
    """`(cases,)` share that a count reached the number stated with chance `level`.

    Counts are whole: `quantiles` are those of count + U with U uniform on (0, 1), and a number that the count
    just meets holds in part, so that a forecast whose chances are right scores exactly `level`.
    """
    short: Floats = np.clip(read_at(quantiles, 1 - level) - outcome, 0, 1)
    return 1 - short


def pinball(quantiles: Floats, outcome: Floats, level: float) -> Floats:
    """`(cases,)` loss of the stated quantile."""
    miss = outcome - read_at(quantiles, level)
    return np.maximum(level * miss, (level - 1) * miss)


def crps(quantiles: Floats, outcome: Floats, limit: Floats | None = None) -> Floats:
    """`(cases,)` continuous ranked probability score as twice the mean pinball loss over `LEVELS`, in the
    outcome's unit; up to `limit` where one is given (threshold weighting: Gneiting and Ranjan 2011)."""
    if limit is not None:
        quantiles, outcome = np.minimum(quantiles, limit), np.minimum(outcome, limit)
    miss = outcome - quantiles
    loss = np.where(miss > 0, LEVELS[:, None] * miss, (LEVELS[:, None] - 1) * miss)
    found: Floats = 2 * loss.mean(axis=0)
    return found


def pit(quantiles: Floats, outcome: Floats) -> Floats:
    """`(cases,)` chance that the forecast gave to less than the outcome: uniform when chances are right."""
    found: Floats = (quantiles < outcome).mean(axis=0)
    return found


def by_group(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Mean of each group's cases, in order of group number."""
    size = np.bincount(groups)
    total = np.bincount(groups, weights=values)
    found: Floats = total[size > 0] / size[size > 0]
    return found


def balanced(values: Floats, groups: NDArray[np.int64]) -> float:
    """Mean over projects of the mean over their cases: a long project counts no more than a short one."""
    return float(by_group(values, groups).mean()) if values.size else float("nan")


def interval(
    values: Floats, groups: NDArray[np.int64], *, seed: int, draws: int = 1000
) -> tuple[float, float]:
    """95 % interval of `balanced` by drawing whole projects with replacement (cluster bootstrap)."""
    means = by_group(values, groups)
    if means.size == 0:
        return float("nan"), float("nan")
    rows = np.random.default_rng(seed).integers(0, means.size, size=(draws, means.size))
    low, high = np.quantile(means[rows].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def ratio_interval(
    ours: Floats, peer: Floats, groups: NDArray[np.int64], *, seed: int, draws: int = 1000
) -> tuple[float, float, float]:
    """Ratio of balanced means and its 95 % interval, projects drawn with replacement."""
    top, bottom = by_group(ours, groups), by_group(peer, groups)
    if top.size == 0:
        return float("nan"), float("nan"), float("nan")
    rows = np.random.default_rng(seed).integers(0, top.size, size=(draws, top.size))
    low, high = np.quantile(top[rows].mean(axis=1) / bottom[rows].mean(axis=1), (0.025, 0.975))
    return float(top.mean() / bottom.mean()), float(low), float(high)
