"""From three points to a distribution that kernels can draw from.

An estimate is read as PERT: a beta distribution on [low, high] with mode `likely` and weight 4 (Malcolm et al.
1959), so that its mean is (low + 4 likely + high) / 6, the value that plans are made with. Draws invert a table of
the cumulative distribution, because that costs one multiplication and no logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.schedule.problem import Effort

KNOTS = 129
_GRID = 2049
Floats = NDArray[np.float64]


def quantile_table(estimates: Sequence[Effort | None]) -> Floats:
    """`(len(estimates), KNOTS)` values at probabilities 0, 1/(KNOTS-1), … 1; zeros where there is none."""
    table = np.zeros((len(estimates), KNOTS))
    shapes: dict[float, Floats] = {}
    for row, estimate in enumerate(estimates):
        if estimate is None:
            continue
        width = estimate.high - estimate.low
        if width <= 0:
            table[row] = estimate.likely
            continue
        mode = round((estimate.likely - estimate.low) / width, 6)
        if mode not in shapes:
            shapes[mode] = _unit_quantiles(mode)
        table[row] = estimate.low + width * shapes[mode]
    return table


def _unit_quantiles(mode: float) -> Floats:
    """Quantiles of PERT on [0, 1] by the trapezoid rule on a grid, rescaled so that the mean is exact."""
    alpha, beta = 1 + 4 * mode, 1 + 4 * (1 - mode)
    grid = np.linspace(0.0, 1.0, _GRID)
    density = grid ** (alpha - 1) * (1 - grid) ** (beta - 1)
    mass = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
    points: Floats = np.interp(np.linspace(0.0, 1.0, KNOTS), mass / mass[-1], grid)
    points[0], points[-1] = 0.0, 1.0
    return points
