"""Means, quantiles and curves of what is lost to risks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.risk.found import Curve, RiskEffect
from pilothouse.engine.risk.lanes import Floats
from pilothouse.engine.risk.replay import Singles

WINDOW = 0.10  # simulations whose rank is so near to that of a quantile say what moves it
_SURE = 1.96  # standard errors to either side of a 95 % interval
TIE = 1e-7  # of a future's end, in days
_POINTS = 101  # of a curve
_FIRST = 10  # risks whose order should be settled


def mean_of(lost: Floats, draws: int) -> tuple[float, float]:
    """Mean over all futures of what is lost in some and nothing in the others, and its standard error."""
    mean = float(lost.sum() / draws)
    variance = max(0.0, float(lost @ lost) / draws - mean * mean)
    return mean, float(np.sqrt(variance / draws))


def near(ends: Floats | Singles, level: float) -> NDArray[np.intp]:
    """Futures whose rank is within WINDOW of that of the quantile at `level`, one at least."""
    draws = ends.shape[0]
    low, high = max(0, int(draws * (level - WINDOW))), min(draws - 1, int(draws * (level + WINDOW)))
    order = np.argpartition(ends, (low, high))
    return order[low : high + 1]


def moved_at(ends: Floats | Singles, bare: Floats | Singles, level: float) -> tuple[float, float]:
    """By how much the quantile at `level` is earlier in `bare`, the same futures otherwise, and the standard
    error of that. It moves as those futures do that end near it, before and after: one side alone is biased.
    """
    ends, bare = np.asarray(ends, np.float64), np.asarray(bare, np.float64)
    delta = ends - bare
    # Where many end alike without it, those that are delayed come last there too.
    sides = [near(side, level) for side in (ends, bare + TIE * ends)]
    error = max(float(delta[rows].std() / np.sqrt(len(rows))) for rows in sides)
    return float(np.mean([delta[rows].mean() for rows in sides])), error


def settled(risks: Sequence[RiskEffect]) -> int:
    """How many of the first stand apart from the one behind them, counted from the front."""
    for place, (row, following) in enumerate(pairwise(risks[: _FIRST + 1])):
        apart = row.finish.days - following.finish.days
        if apart < _SURE * np.hypot(row.finish.error, following.finish.error):
            return place
    return min(len(risks), _FIRST)


def curve_of(lost: Floats) -> Curve:
    """From no loss to the largest, in equal steps of chance."""
    ordered = np.sort(lost)[::-1]
    places = np.unique(np.linspace(0, len(ordered) - 1, _POINTS).astype(int))[::-1]
    losses = ordered[places]
    chances = np.array([(ordered > loss).mean() for loss in losses])
    return Curve(tuple(map(float, losses)), tuple(map(float, chances)))


def quantile(values: Singles, level: float) -> float:
    """Linear between the two order statistics next to it."""
    spot = level * (values.shape[0] - 1)
    low = int(spot)
    ordered = np.partition(values, (low, min(low + 1, values.shape[0] - 1)))
    one, other = float(ordered[low]), float(ordered[min(low + 1, values.shape[0] - 1)])
    return float(one + (other - one) * (spot - low))
