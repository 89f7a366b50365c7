"""Logistic regression with a ridge, in which older outcomes count less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.risk.detect.cases import Floats

PENALTY = 1 / 0.3  # of the squared weights, against the log loss of one case
FARTHEST = 4.0  # standard deviations beyond which a signal counts no more
_STEPS = 25
_CLOSE = 1e-8


@dataclass(frozen=True)
class Logistic:
    """Log-odds of the slip: `constant` and a part by signal. A gap counts as the median."""

    median: Floats
    mean: Floats
    spread: Floats
    weights: Floats
    constant: float

    def parts(self, values: Floats) -> Floats:
        """`(cases, signals)` what each signal adds to the log-odds."""
        found: Floats = _scaled(values, self.median, self.mean, self.spread) * self.weights
        return found


def fit_logistic(values: Floats, came: Floats, weight: Floats) -> Logistic:
    """By Newton's method; `weight` of each case, of which the largest is 1."""
    with np.errstate(invalid="ignore"):
        known = np.where(np.isnan(values).all(axis=0), 0.0, values)
        median = np.nanmedian(known, axis=0)
    filled = np.where(np.isnan(values), median, values)
    mean, spread = filled.mean(axis=0), filled.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    rows = np.column_stack((np.ones(len(values)), _scaled(values, median, mean, spread)))
    found = np.zeros(rows.shape[1])
    share = np.clip(np.average(came, weights=weight), 0.01, 0.99)
    found[0] = np.log(share / (1 - share))
    ridge = np.full(found.size, PENALTY)
    ridge[0] = 1e-6
    for _ in range(_STEPS):
        chance = sigmoid(rows @ found)
        slope = rows.T @ (weight * (chance - came)) + ridge * found
        bend = (rows * (weight * np.maximum(chance * (1 - chance), 1e-9))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        # A long step from where all cases are sure would leave the region in which the bend holds.
        found -= step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < _CLOSE:
            break
    return Logistic(median, mean, spread, found[1:], float(found[0]))


def sigmoid(values: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -40, 40)))
    return found


def _scaled(values: Floats, median: Floats, mean: Floats, spread: Floats) -> Floats:
    filled = np.where(np.isnan(values), median, values)
    found: Floats = np.clip((filled - mean) / spread, -FARTHEST, FARTHEST)
    return found
