"""From three points to a table that kernels can draw from: inverting it costs one multiplication, no
logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.schedule.effort import Effort

KNOTS = 129
_GRID = 2049
_SHAPES = 64  # between two shapes quantiles are linear
Floats = NDArray[np.float64]


def quantile_table(estimates: Sequence[Effort | None]) -> Floats:
    """`(len(estimates), KNOTS)` values at probabilities 0, 1/(KNOTS-1), … 1; zeros where there is none.

    The mean of a linear walk along a row is that of the estimate (`Effort.mean`) to 0.12 % of its range.
    """
    table = np.zeros((len(estimates), KNOTS))
    shapes: dict[int, Floats] = {}
    for row, estimate in enumerate(estimates):
        if estimate is None:
            continue
        least, most = estimate.ends
        width = most - least
        if width <= 0:
            table[row] = estimate.likely
            continue
        place = (estimate.likely - least) / width * _SHAPES
        below = min(int(place), _SHAPES - 1)
        for shape in (below, below + 1):
            if shape not in shapes:
                shapes[shape] = _unit_quantiles(shape / _SHAPES)
        table[row] = least + width * (shapes[below] + (shapes[below + 1] - shapes[below]) * (place - below))
    return table


def _unit_quantiles(mode: float) -> Floats:
    """Quantiles of PERT on [0, 1] by the trapezoid rule on a grid."""
    alpha, beta = 1 + 4 * mode, 1 + 4 * (1 - mode)
    grid = np.linspace(0.0, 1.0, _GRID)
    density = grid ** (alpha - 1) * (1 - grid) ** (beta - 1)
    mass = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
    points: Floats = np.interp(np.linspace(0.0, 1.0, KNOTS), mass / mass[-1], grid)
    points[0], points[-1] = 0.0, 1.0
    return points
