"""How much effort estimated items will really take, learnt from the team's own finished items.

log actual = log estimate + bias + slope × (log estimate − its mean) + residual + common factor. Residuals are
resampled from the record, as evidence-based scheduling does with raw ratios (Spolsky 2007); bias and slope
are shrunk to those of other teams (empirical Bayes; Efron and Morris 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, isfinite, log

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.estimate_model import (
    DEFAULT,
    RANGE_WEIGHT,
    EstimateModel,
    Finished,
    Floats,
    Prior,
    check_effort,
)
from pilothouse.engine.schedule.effort import Effort

_FIT_ITEMS = 30  # a shorter record tells little of a team's bias
_FIT_KNOTS = 41
_SIZE_POWER = 0.25
_SIZE_WEIGHT = 3.0  # items after which a size's own mean weighs as much as the line through all sizes


def learn(*, finished: Sequence[Finished], prior: Prior = DEFAULT, points: bool = False) -> EstimateModel:
    """The team's model by its last `prior.window` finished items; with none, what other teams show.

    `points`: estimates are story points, of which only the size class counts: each size stands for the effort
    its finished items took.
    """
    for place, row in enumerate(finished):
        _check(row, f"finished[{place}]")
    rows = sorted(finished, key=lambda row: row.order)[-prior.window :]
    sizes: tuple[tuple[float, float], ...] = ()
    if points:
        if not rows:
            raise InvalidProblem(
                "Story points say nothing about effort before an item is finished.",
                where="finished",
                cure="Estimate in days, or finish some items first.",
            )
        sizes = _sizes(rows)
        effort_of = dict(sizes)
        rows = [Finished(effort_of[row.estimate], row.actual, row.order) for row in rows]
        prior = replace(prior, bias=0.0, slope=0.0)
    if not rows:
        return EstimateModel(0, 0.0, prior.bias, prior.slope, None, 0.0, (), prior)
    away, errors, weights, centre = _weighted(rows)
    squares, worth = float(weights @ away**2), float(weights.sum())
    slope = (float((weights * away) @ errors) + prior.slope_weight * prior.slope) / (
        squares + prior.slope_weight
    )
    bias = (float(weights @ errors) + prior.bias_weight * prior.bias) / (worth + prior.bias_weight)
    residuals = errors - bias - slope * away
    stretch, ranges = _stretch(rows, residuals)
    own = min(1.0, len(rows) / prior.enough)
    return EstimateModel(
        len(rows), worth, bias, slope, centre, own, tuple(residuals.tolist()), prior, stretch, ranges, sizes
    )


def fit_prior(*, teams: Sequence[Sequence[Finished]], common_sigma: float = 0.2) -> Prior:
    """What teams with at least 30 finished items show, each counting the same, by the method of moments."""
    usable = [list(team) for team in teams if len(team) >= _FIT_ITEMS]
    if len(usable) < 2:
        raise InvalidProblem(
            f"A prior needs two teams with {_FIT_ITEMS} finished items each.",
            where="teams",
            cure="Add teams.",
        )
    biases, slopes, noise, slope_noise, pooled = [], [], [], [], []
    for number, team in enumerate(usable):
        for place, row in enumerate(team):
            _check(row, f"teams[{number}][{place}]")
        away, errors, weights, _ = _weighted(team)
        squares, worth = max(float(weights @ away**2), 1e-9), float(weights.sum())
        slope, bias = float((weights * away) @ errors) / squares, float(weights @ errors) / worth
        residuals = errors - bias - slope * away
        biases.append(bias)
        slopes.append(slope)
        noise.append(float(residuals.var()) / worth)
        slope_noise.append(float(residuals.var()) / squares)
        pooled.append(np.quantile(residuals, (np.arange(_FIT_KNOTS) + 0.5) / _FIT_KNOTS))
    every = np.concatenate(pooled)
    knots = np.quantile(every, (np.arange(_FIT_KNOTS) + 0.5) / _FIT_KNOTS)
    spread = float(every.var())
    return Prior(
        bias=float(np.mean(biases)),
        bias_weight=_weight(spread, biases, noise),
        slope=float(np.mean(slopes)),
        slope_weight=_weight(spread, slopes, slope_noise),
        residuals=tuple(float(knot) for knot in knots),
        common_sigma=common_sigma,
    )


def _weighted(rows: Sequence[Finished]) -> tuple[Floats, Floats, Floats, float]:
    """Log estimates less their mean, log errors, weights, and that mean.

    A sum stands and falls with its large items: an item weighs as the fourth root of its estimate. Weights
    add up to the number of equal items that would tell as much (Kish 1965).
    """
    x = np.log([row.estimate for row in rows])
    weights = np.exp(_SIZE_POWER * (x - x.max()))
    weights *= weights.sum() / (weights @ weights)
    centre = float(np.average(x, weights=weights))
    return x - centre, np.log([row.actual for row in rows]) - x, weights, centre


def _weight(spread: float, values: Sequence[float], noise: Sequence[float]) -> float:
    """Spread of an item over the true variance between teams: that of their values less its noise."""
    between = float(np.var(values, ddof=1)) - float(np.mean(noise))
    return min(1000.0, spread / max(between, spread / 1000.0))


def _stretch(rows: Sequence[Finished], residuals: Floats) -> tuple[float, int]:
    """What recorded ranges must be multiplied with to hold four actuals of five, shrunk to 1."""
    found = []
    for row, residual in zip(rows, residuals - np.median(residuals), strict=True):
        if row.low is None or row.high is None:
            continue
        end = row.high if residual > 0 else max(row.low, row.estimate / 1000)
        width = abs(log(end / row.estimate))
        if width > 0:
            found.append(abs(float(residual)) / width)
    if not found:
        return 1.0, 0
    needed = min(10.0, max(0.1, float(np.quantile(found, 0.8))))
    return exp(log(needed) * len(found) / (len(found) + RANGE_WEIGHT)), len(found)


def _sizes(rows: Sequence[Finished]) -> tuple[tuple[float, float], ...]:
    """Points and the effort (geometric mean) each stands for, shrunk to a line in logs through all."""
    x, y = np.log([row.estimate for row in rows]), np.log([row.actual for row in rows])
    away = x - x.mean()
    slope = float((away @ y + _SIZE_WEIGHT) / (away @ away + _SIZE_WEIGHT))
    found = []
    for size in sorted({row.estimate for row in rows}):
        line = float(y.mean()) + slope * (log(size) - float(x.mean()))
        mine = [log(row.actual) for row in rows if row.estimate == size]
        found.append((size, exp((sum(mine) + _SIZE_WEIGHT * line) / (len(mine) + _SIZE_WEIGHT))))
    return tuple(found)


def _check(row: Finished, where: str) -> None:
    check_effort(row.estimate, f"{where}.estimate")
    check_effort(row.actual, f"{where}.actual")
    if not isfinite(row.order):
        raise InvalidProblem("The order is not a number.", where=f"{where}.order", cure="Number by finish.")
    if (row.low is None) != (row.high is None):
        raise InvalidProblem(
            "The range has one end only.", where=where, cure="Give low and high, or neither."
        )
    if row.low is not None and row.high is not None:
        Effort(row.low, row.estimate, row.high).check(where)
