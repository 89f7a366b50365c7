"""Maps that make stated chances come true.

A forecast says 85 % and holds in 70 of 100 cases: then its 85 % date is read off further out. The map is
p -> Phi(mu + sigma Phi^-1(p)) with two numbers per size of forecast (Platt-like recalibration on the normal
scale), fitted on many projects together: one project has too few finished forecasts for a map of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Map:
    """Chance wanted to the chance at which the raw forecast is read. (0, 1) changes nothing."""

    mu: float = 0.0
    sigma: float = 1.0

    def at(self, level: float) -> float:
        return _NORMAL.cdf(self.mu + self.sigma * _NORMAL.inv_cdf(level))

    def back(self, level: float) -> float:
        """The chance wanted whose raw chance is `level`."""
        return _NORMAL.cdf((_NORMAL.inv_cdf(level) - self.mu) / self.sigma)


def between(maps: Mapping[float, Map], size: float) -> Map:
    """The map for `size`: linear in the logarithm between fitted sizes, the nearest one outside."""
    if not maps:
        return Map()
    sizes = sorted(maps)
    if size <= sizes[0]:
        return maps[sizes[0]]
    for low, high in pairwise(sizes):
        if size <= high:
            share = (log(size) - log(low)) / (log(high) - log(low))
            first, last = maps[low], maps[high]
            return Map(
                first.mu + share * (last.mu - first.mu), first.sigma + share * (last.sigma - first.sigma)
            )
    return maps[sizes[-1]]


def fit_map(levels: Floats, held: Floats, *, weight: float = 0.0) -> Map:
    """The map after which the stated `levels` hold, from the share `held` at each level of the raw forecast.

    Least squares on the normal scale, where the raw forecast holds Phi(a + b z) at the level Phi(z): to hold
    p it must be read at Phi((z - a) / b). `weight` draws towards no change.
    """
    wanted = np.array([_NORMAL.inv_cdf(float(level)) for level in levels])
    found = np.array([_NORMAL.inv_cdf(float(np.clip(share, 0.002, 0.998))) for share in held])
    design = np.stack([np.ones_like(wanted), wanted], axis=1)
    left = design.T @ design + weight * np.eye(2)
    a, b = np.linalg.solve(left, design.T @ found + weight * np.array([0.0, 1.0]))
    b = float(np.clip(b, 0.5, 2.0))
    return Map(float(-a / b), 1.0 / b)


def wilson(held: int, cases: int, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share from `held` of `cases`; (0, 1) without a case (Wilson 1927)."""
    if cases == 0:
        return 0.0, 1.0
    z = _NORMAL.inv_cdf(0.5 + level / 2)
    share = held / cases
    scale = 1 + z * z / cases
    middle = (share + z * z / (2 * cases)) / scale
    half = z * (share * (1 - share) / cases + z * z / (4 * cases * cases)) ** 0.5 / scale
    return max(0.0, middle - half), min(1.0, middle + half)
