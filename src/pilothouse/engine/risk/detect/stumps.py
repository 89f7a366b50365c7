"""An additive model of steps: one signal at a time, never against its sign (boosted stumps)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.risk.detect.cases import Floats
from pilothouse.engine.risk.detect.logistic import sigmoid

ROUNDS = 250
RATE = 0.06  # of each step that is taken
LEAST = 25  # cases on either side of a step
_BINS = 64


@dataclass(frozen=True)
class Stumps:
    """Log-odds: `constant` and a level by bin of each signal; the last bin is that of gaps."""

    edges: tuple[Floats, ...]
    levels: Floats
    constant: float

    def parts(self, values: Floats) -> Floats:
        """`(cases, signals)` what each signal adds to the log-odds."""
        bins = _binned(values, self.edges)
        found: Floats = np.take_along_axis(self.levels.T, bins, axis=0)
        return found


def fit_stumps(values: Floats, came: Floats, signs: Sequence[int]) -> Stumps:
    """Second-order boosting of log loss; gaps go to whichever side they fit."""
    count, many = values.shape
    edges = tuple(_edges(column) for column in values.T)
    bins = _binned(values, edges)
    share = np.clip(came.mean(), 0.01, 0.99)
    constant = float(np.log(share / (1 - share)))
    levels = np.zeros((many, _BINS + 1))
    if count < 2 * LEAST:
        return Stumps(edges, levels, constant)
    flat = (bins + np.arange(many) * (_BINS + 1)).ravel()
    size = many * (_BINS + 1)
    cases = np.bincount(flat, minlength=size).reshape(many, -1).astype(np.float64)
    allowed = np.array(signs)[:, None]
    total = np.full(count, constant)
    for _ in range(ROUNDS):
        chance = sigmoid(total)
        slope, bend = (
            np.bincount(flat, np.repeat(each, many), size).astype(np.float64).reshape(many, -1)
            for each in (came - chance, chance * (1 - chance))
        )
        step = _best(slope, bend, cases, allowed)
        if step is None:
            break
        signal, change = step
        levels[signal] += RATE * change
        total += RATE * change[bins[:, signal]]
    return Stumps(edges, levels, constant)


def _best(slope: Floats, bend: Floats, cases: Floats, signs: NDArray[np.int64]) -> tuple[int, Floats] | None:
    """The signal and the change of its bins that lowers the loss most."""
    best: tuple[float, int, Floats] | None = None
    for gaps_left in (True, False):
        gap = np.zeros(slope.shape[0]) if not gaps_left else slope[:, -1]
        gap_bend = np.zeros(slope.shape[0]) if not gaps_left else bend[:, -1]
        gap_cases = np.zeros(slope.shape[0]) if not gaps_left else cases[:, -1]
        left = np.cumsum(slope[:, :-1], axis=1) + gap[:, None]
        left_bend = np.cumsum(bend[:, :-1], axis=1) + gap_bend[:, None]
        left_cases = np.cumsum(cases[:, :-1], axis=1) + gap_cases[:, None]
        right = slope.sum(axis=1)[:, None] - left
        right_bend = bend.sum(axis=1)[:, None] - left_bend
        enough = (left_cases >= LEAST) & (cases.sum(axis=1)[:, None] - left_cases >= LEAST)
        low, high = left / np.maximum(left_bend, 1e-9), right / np.maximum(right_bend, 1e-9)
        gain = np.where(enough & ((high - low) * signs >= 0), left * low + right * high, -np.inf)
        gain -= (slope.sum(axis=1) ** 2 / np.maximum(bend.sum(axis=1), 1e-9))[:, None]
        place = int(np.argmax(gain))
        signal, at = divmod(place, gain.shape[1])
        if gain[signal, at] > 1e-9 and (best is None or gain[signal, at] > best[0]):
            change = np.full(slope.shape[1], high[signal, at])
            change[: at + 1] = low[signal, at]
            change[-1] = low[signal, at] if gaps_left else high[signal, at]
            best = float(gain[signal, at]), signal, change
        if not cases[:, -1].any():
            break
    return None if best is None else best[1:]


def _edges(column: Floats) -> Floats:
    """Ascending values between bins; at most one fewer than bins."""
    known = np.unique(column[~np.isnan(column)])
    if known.size > _BINS:
        known = np.unique(np.quantile(column[~np.isnan(column)], np.linspace(0, 1, _BINS), method="lower"))
    found: Floats = (known[1:] + known[:-1]) / 2
    return found


def _binned(values: Floats, edges: Sequence[Floats]) -> NDArray[np.intp]:
    found = np.column_stack(
        [np.searchsorted(own, column, side="right") for own, column in zip(edges, values.T, strict=True)]
    )
    return np.where(np.isnan(values), _BINS, found)
