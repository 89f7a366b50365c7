"""Futures of weekly counts, in compiled code: a drifting negative binomial, a grid of smoothers, resampling.

Every future has its own counter-based random numbers, so that it does not depend on the others. All write the
moments at which totals are reached (weeks, within the week in proportion) and the totals after some weeks.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel, mix

Floats = NDArray[np.float64]
_STEP = 0x9E3779B97F4A7C15
_FLOOR = 0.02  # items a week below which no smoother falls: work that has stopped may begin again


class Series(NamedTuple):
    """`counts` (weeks,) and the factor of each week of the year, past and future."""

    counts: Floats
    season: Floats  # (weeks,)
    ahead: Floats  # (horizon,)


class Asked(NamedTuple):
    """What each future is asked for, and where the answers go."""

    totals: Floats  # ascending
    weeks: NDArray[np.int64]  # ascending
    moments: Floats  # (totals, futures) weeks until each total is reached
    sums: Floats  # (weeks, futures) items after so many weeks


class Drift(NamedTuple):
    """Level with `half_life` weeks, variance m + d m^2, weekly walk of the log rate."""

    half_life: float
    dispersion: float
    dispersion_weeks: float
    walk: float


class Grid(NamedTuple):
    """Candidates: columns gain, persistence, dispersion; and how much each counts before any week is seen."""

    points: Floats  # (candidates, 3)
    weights: Floats
    forget: float
    temper: float
    memory: float


@kernel
def _chance(state: np.ndarray) -> float:
    state[0] += np.uint64(_STEP)
    bits = mix(state[0])
    return (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@kernel
def _normal(state: np.ndarray) -> float:
    radius = math.sqrt(-2.0 * math.log(_chance(state)))
    return float(radius * math.cos(2.0 * math.pi * _chance(state)))


@kernel
def _gamma(shape: float, state: np.ndarray) -> float:
    """Scale 1 (Marsaglia and Tsang 2000)."""
    factor = 1.0
    if shape < 1.0:
        factor = _chance(state) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = _normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(_chance(state)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return factor * d * v


@kernel
def _poisson(mean: float, state: np.ndarray) -> int:
    """By multiplication (Knuth); from 30 on by the normal curve, whose error is below that of any model."""
    if mean <= 0.0:
        return 0
    if mean >= 30.0:
        return max(0, math.floor(mean + math.sqrt(mean) * _normal(state) + 0.5))
    least = math.exp(-mean)
    count = 0
    product = _chance(state)
    while product > least:
        count += 1
        product *= _chance(state)
    return count


@kernel
def _count(mean: float, dispersion: float, state: np.ndarray) -> int:
    """Negative binomial with variance mean + dispersion mean^2, as a Poisson whose mean is a Gamma."""
    if mean <= 0.0:
        return 0
    if dispersion < 1e-3:
        return _poisson(mean, state)
    return _poisson(mean * dispersion * _gamma(1.0 / dispersion, state), state)


@kernel
def _note(asked: Asked, future: int, week: int, before: float, count: float, place: np.ndarray) -> bool:
    """Write down what this week reaches; True when nothing is left to ask."""
    totals, weeks = asked.totals.shape[0], asked.weeks.shape[0]
    while place[0] < totals and before + count >= asked.totals[place[0]]:
        asked.moments[place[0], future] = week + (asked.totals[place[0]] - before) / count
        place[0] += 1
    while place[1] < weeks and asked.weeks[place[1]] <= week + 1:
        asked.sums[place[1], future] = before + count
        place[1] += 1
    return bool(place[0] == totals and place[1] == weeks)


@kernel
def _rest(asked: Asked, future: int, week: int, before: float, rate: float, place: np.ndarray) -> None:
    """Beyond the horizon the last rate goes on."""
    for index in range(place[0], asked.totals.shape[0]):
        wait = (asked.totals[index] - before) / rate if rate > 0.0 else np.inf
        asked.moments[index, future] = week + wait


@kernel
def level_of(series: Series, how: Drift) -> tuple[float, float, float]:
    """Items a week now, over-dispersion, and the number of weeks that this rests on.

    Exponentially weighted; half a week at the mean of the whole history keeps it above zero.
    """
    weeks = series.counts.shape[0]
    fade = 0.5 ** (1.0 / how.half_life)
    weight, base, seen, squares = 1.0, 0.0, 0.0, 0.0
    total, factors, weights = 0.0, 0.0, 0.0
    for index in range(weeks - 1, -1, -1):
        base += weight * series.season[index]
        seen += weight * series.counts[index]
        squares += weight * weight
        weights += weight
        weight *= fade
        total += series.counts[index]
        factors += series.season[index]
    level = (seen + 0.5 * (total + 0.5) / (factors + 1.0)) / (base + 0.5)
    excess, scale, weight = 0.0, 0.0, 1.0
    for index in range(weeks - 1, -1, -1):
        mean = level * series.season[index]
        excess += weight * ((series.counts[index] - mean) ** 2 - mean)
        scale += weight * mean * mean
        weight *= fade
    found = min(max(excess / scale, 0.0), 8.0) if scale > 0.0 else how.dispersion
    rests = weights * weights / squares
    shrunk = (rests * found + how.dispersion_weeks * how.dispersion) / (rests + how.dispersion_weeks)
    return level, shrunk, rests


@kernel
def drift_futures(series: Series, how: Drift, seed: np.uint64, asked: Asked) -> None:
    """Rate known up to a Gamma, then a random walk of its logarithm; counts around it."""
    level, dispersion, rests = level_of(series, how)
    shape = rests / (1.0 / level + dispersion)
    state = np.empty(1, np.uint64)
    place = np.zeros(2, np.int64)
    horizon = series.ahead.shape[0]
    for future in range(asked.moments.shape[1]):
        state[0] = mix(seed ^ mix(np.uint64(future)))
        rate = level * _gamma(shape, state) / shape
        done = 0.0
        place[:] = 0
        over = False
        for week in range(horizon):
            rate *= math.exp(how.walk * _normal(state))
            count = _count(rate * series.ahead[week], dispersion, state)
            over = _note(asked, future, week, done, count, place)
            done += count
            if over:
                break
        if not over:
            _rest(asked, future, horizon, done, rate, place)


@kernel
def _log_chance(count: float, mean: float, dispersion: float) -> float:
    mean = max(mean, 1e-4)
    k = 1.0 / dispersion
    found = math.lgamma(count + k) - math.lgamma(k) - math.lgamma(count + 1.0)
    return float(found + k * math.log(k / (k + mean)) + count * math.log(mean / (k + mean)))


@kernel
def weigh(series: Series, grid: Grid, weights: np.ndarray, level: np.ndarray, usual: np.ndarray) -> None:
    """Fill for each candidate its weight after the history, the level it ends at, and its usual level."""
    weeks = series.counts.shape[0]
    first = min(weeks, 6)
    opening = 0.5
    for index in range(first):
        opening += series.counts[index]
    opening /= first + 0.5
    best = -np.inf
    for row in range(grid.points.shape[0]):
        gain, persistence, dispersion = grid.points[row, 0], grid.points[row, 1], grid.points[row, 2]
        now, fit, total, number = opening, 0.0, 4.0 * opening, 4.0
        for week in range(weeks):
            if week > 0:
                fit = fit * grid.forget + _log_chance(
                    series.counts[week], now * series.season[week], dispersion
                )
            count = series.counts[week] / series.season[week]
            now = max(_FLOOR, (1 - persistence) * total / number + persistence * now + gain * (count - now))
            total = total * grid.memory + count
            number = number * grid.memory + 1.0
        level[row] = now
        usual[row] = total / number
        weights[row] = grid.temper * fit + math.log(grid.weights[row])
        best = max(best, weights[row])
    whole = 0.0
    for row in range(weights.shape[0]):
        weights[row] = math.exp(weights[row] - best)
        whole += weights[row]
    for row in range(weights.shape[0]):
        weights[row] /= whole


@kernel
def grid_futures(series: Series, grid: Grid, seed: np.uint64, asked: Asked) -> None:
    """Each candidate gets futures by its weight; its level follows what its own future brings."""
    rows = grid.points.shape[0]
    weights, level, usual = np.empty(rows), np.empty(rows), np.empty(rows)
    weigh(series, grid, weights, level, usual)
    state = np.empty(1, np.uint64)
    place = np.zeros(2, np.int64)
    horizon, futures = series.ahead.shape[0], asked.moments.shape[1]
    row, reached = 0, weights[0]
    for future in range(futures):
        state[0] = mix(seed ^ mix(np.uint64(future)))
        share = (future + _chance(state)) / futures
        while row < rows - 1 and reached < share:
            row += 1
            reached += weights[row]
        gain, persistence, dispersion = grid.points[row, 0], grid.points[row, 1], grid.points[row, 2]
        now, done = level[row], 0.0
        place[:] = 0
        over = False
        for week in range(horizon):
            count = _count(now * series.ahead[week], dispersion, state)
            over = _note(asked, future, week, done, count, place)
            done += count
            if over:
                break
            step = gain * (count / series.ahead[week] - now)
            now = max(_FLOOR, (1 - persistence) * usual[row] + persistence * now + step)
        if not over:
            _rest(asked, future, horizon, done, now, place)


@kernel
def resampled_futures(series: Series, window: int, seed: np.uint64, asked: Asked) -> None:
    """The usual practice: weeks drawn with replacement from the last `window`."""
    weeks = series.counts.shape[0]
    window = min(window, weeks)
    mean = 0.0
    for index in range(weeks - window, weeks):
        mean += series.counts[index] / window
    state = np.empty(1, np.uint64)
    place = np.zeros(2, np.int64)
    horizon = series.ahead.shape[0]
    for future in range(asked.moments.shape[1]):
        state[0] = mix(seed ^ mix(np.uint64(future)))
        done = 0.0
        place[:] = 0
        over = False
        for week in range(horizon):
            count = series.counts[weeks - window + int(_chance(state) * window)]
            over = _note(asked, future, week, done, count, place)
            done += count
            if over:
                break
        if not over:
            _rest(asked, future, horizon, done, mean, place)
