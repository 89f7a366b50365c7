"""Whether a theme is written about more often than before, given how much is written at all.

Weekly counts are compared with what the theme's own past and the week's whole volume lead to expect, as
normal scores of a negative binomial that are smoothed (EWMA). Method and figures: docs/algorithms/trend.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Verdict = Literal["rising", "falling", "steady", "too few records", "too few weeks"]

LIMIT = 2.8  # of the smoothed score; calibrated to FALSE_A_YEAR
FALSE_A_YEAR = 0.2  # expected false alarms a theme and year
WEEKS_NEEDED = 30
_SMOOTH = 0.3
_FROM, _TO = 56, 5  # weeks back that the baseline is learnt from: a year
_DISPERSION_WEEKS, _PRIOR_WEIGHT, _PRIOR_R = 40, 30.0, 4.0
_LEAST_R, _MOST_R = 0.5, 50.0
_SILENCE = 8
_QUIET = 2.0
_SCANNED = 8


@dataclass(frozen=True, slots=True)
class Trend:
    """`score`: smoothed, at the last week (None before there are 30); `alarms`: weeks at which one was
    raised;
    `since`: week at which the change most likely began; `expected`: a week, at the last week's volume;
    `recent`: mean of the last four weeks."""

    verdict: Verdict
    score: float | None
    alarms: tuple[int, ...]
    since: int | None
    expected: float | None
    recent: float


def trend(counts: Sequence[int], volume: Sequence[float]) -> Trend:
    """Of one theme. `counts`: its records a week, oldest first; `volume`: all records of these weeks.

    Both have one length; counts are not below 0. Raises `InvalidProblem` otherwise.
    """
    y, _ = _checked(counts, volume)
    recent = float(y[-4:].mean()) if len(y) else 0.0
    if len(y) < WEEKS_NEEDED:
        return Trend("too few weeks", None, (), None, None, recent)
    expected, _, smoothed = weekly(counts, volume)
    alarms = _alarms(smoothed)
    last = float(smoothed[-1])
    verdict: Verdict = "steady"
    if max(recent, expected[-1]) < _QUIET:
        verdict = "too few records"
    elif abs(last) >= LIMIT:
        verdict = "rising" if last > 0 else "falling"
    since = _since(y, expected) if verdict in ("rising", "falling") else None
    return Trend(verdict, round(last, 3), tuple(alarms), since, round(float(expected[-1]), 3), recent)


class Weekly(NamedTuple):
    """Of each week: what was `expected`, the normal `scores` (0 before there is a baseline), and
    `smoothed`."""

    expected: NDArray[np.float64]
    scores: NDArray[np.float64]
    smoothed: NDArray[np.float64]


def weekly(counts: Sequence[int], volume: Sequence[float]) -> Weekly:
    """What the verdict of `trend` rests on, week by week."""
    scores, expected = _scores(*_checked(counts, volume))
    return Weekly(expected, scores, _smoothed(scores))


def false_alarms(themes: int, weeks: float) -> float:
    """How many of the rising themes are expected to be none, among `themes` watched for `weeks`."""
    return FALSE_A_YEAR * themes * weeks / 52


def _checked(
    counts: Sequence[int], volume: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, e = np.asarray(counts, np.float64), np.asarray(volume, np.float64)
    if y.shape != e.shape or y.ndim != 1:
        raise InvalidProblem(
            f"There are {y.size} weekly counts and {e.size} weekly volumes.",
            cure="Give one volume for each week.",
        )
    for name, values in (("count", y), ("volume", e)):
        wrong = np.flatnonzero(~np.isfinite(values) | (values < 0))
        if len(wrong):
            raise InvalidProblem(
                f"The {name} of week {wrong[0] + 1} is not a number of 0 or more.",
                where=f"week {wrong[0] + 1}",
                cure="Give how many records there were.",
            )
    mean = e.mean() if e.size else 0.0
    return y, e / mean if mean > 0 else np.ones_like(e)


def _scores(
    y: NDArray[np.float64], e: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Normal score of each week from its baseline (0 before there is one), and what was expected."""
    weeks = np.arange(len(y))
    wide = _FROM - _TO + 1
    a, b = (0.5 + np.roll(_over(values, wide), _TO) for values in (y, e))
    m = e * a / b
    early = weeks <= _TO
    told = np.where(early, 0.0, m)  # weeks without a baseline of their own say nothing of the spread
    surplus = np.where(early, 0.0, (y - told) ** 2 - told)
    r = _dispersion(
        np.roll(_over(surplus, _DISPERSION_WEEKS), _TO), np.roll(_over(told**2, _DISPERSION_WEEKS), _TO)
    )
    scores = np.where(weeks >= WEEKS_NEEDED - 4, _normal(y, m, 1 / (1 / r + 1 / a)), 0.0)
    m[: _TO + 1] = e[: _TO + 1] * (0.5 + y[:_TO].sum()) / (0.5 + e[:_TO].sum())
    return scores, m


def _over(values: NDArray[np.float64], wide: int) -> NDArray[np.float64]:
    """Of each week the sum of the `wide` weeks that end with it."""
    padded = np.concatenate([np.zeros(wide - 1), values])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, wide).sum(axis=1))


def _dispersion(surplus: NDArray[np.float64], squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """r of the negative binomial: variance m + m squared / r; drawn towards 4."""
    over = (surplus + _PRIOR_WEIGHT / _PRIOR_R) / (squares + _PRIOR_WEIGHT)
    return np.clip(1 / np.maximum(over, 1 / _MOST_R), _LEAST_R, _MOST_R)


def _normal(y: NDArray[np.float64], mean: NDArray[np.float64], r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normal quantile of the mid-p of `y` under a negative binomial of that mean."""
    from scipy.special import ndtri

    seen = np.maximum(mean, 1e-12)
    below, at = _negative_binomial(np.floor(y), seen, r)
    return np.where(mean > 0, ndtri(np.clip(below + at / 2, 1e-9, 1 - 1e-9)), 0.0)


def _negative_binomial(y: Any, mean: Any, r: Any) -> tuple[Any, Any]:
    """P(below y) and P(exactly y), by the incomplete beta function: as long for a million as for three."""
    from scipy.special import betainc, gammaln

    p = r / (r + mean)
    at = np.exp(gammaln(y + r) - gammaln(y + 1) - gammaln(r) + r * np.log(p) + y * np.log1p(-p))
    return np.where(y > 0, betainc(r, np.maximum(y, 1), p), 0.0), at


def _smoothed(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    z, found = 0.0, np.empty(len(scores))
    for week, score in enumerate(scores):
        z = (1 - _SMOOTH) * z + _SMOOTH * score
        found[week] = z / sqrt(_SMOOTH / (2 - _SMOOTH))
    return found


def _alarms(smoothed: NDArray[np.float64]) -> list[int]:
    """Weeks of rising alarms, each followed by eight weeks of silence."""
    found: list[int] = []
    for week in np.flatnonzero(smoothed >= LIMIT).tolist():
        if not found or week > found[-1] + _SILENCE:
            found.append(week)
    return found


def _since(y: NDArray[np.float64], expected: NDArray[np.float64]) -> int:
    """The start of the last weeks that differ most from what was expected (Poisson scan over 1 to 8
    weeks)."""
    best, start = -1.0, len(y) - 1
    for wide in range(1, min(_SCANNED, len(y)) + 1):
        seen, mean = y[-wide:].sum(), max(expected[-wide:].sum(), 1e-9)
        ratio = (seen * log(seen / mean) if seen > 0 else 0.0) - seen + mean
        if ratio > best:
            best, start = ratio, len(y) - wide
    return start
