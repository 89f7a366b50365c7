"""Estimates from few people, each with its interval and the number of people behind it.

Sources: Wilson 1927, recommended for 40 people or fewer by Brown, Cai & DasGupta 2001; Sauro & Lewis 2010 for
the geometric mean of task times; Rocks 2016 for promoters less detractors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.calibrate import wilson

LEVEL = 0.9  # of every interval here
WIDEST = 0.5  # of what is possible: a wider interval says too little
PSEUDO = 3.0  # people added to promoters, passives and detractors as 3/4, 3/2 and 3/4


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` with the interval `low` to `high` that holds it in `LEVEL` of all samples, from `n` people;
    `says` is False where the interval is wider than `WIDEST` of what is possible."""

    value: float
    low: float
    high: float
    n: int
    says: bool = True


def proportion(hits: int, n: int) -> Estimate | None:
    """The share `hits` of `n` with its Wilson interval; None of no one. Raises `InvalidProblem` for more hits
    than people."""
    if not 0 <= hits <= n:
        raise InvalidProblem(f"{hits} of {n} is no share.", where="hits", cure="Give 0 to all of them.")
    if n == 0:
        return None
    low, high = wilson(hits, n, level=LEVEL)
    return Estimate(hits / n, low, high, n, high - low <= WIDEST)


def mean(values: Sequence[float], least: float, most: float) -> Estimate | None:
    """The mean of values between `least` and `most` with its t interval, cut there; None of nothing. One
    value alone can be anywhere."""
    _finite(values)
    if not values:
        return None
    middle, half = fmean(values), _half(values)
    low, high = max(least, middle - half), min(most, middle + half)
    return Estimate(middle, low, high, len(values), high - low <= WIDEST * (most - least))


def free_mean(values: Sequence[float]) -> Estimate | None:
    """The mean of numbers without bounds; too little is said by an interval wider than the mean itself."""
    _finite(values)
    if not values:
        return None
    middle, half = fmean(values), _half(values)
    says = math.isfinite(half) and half <= WIDEST * abs(middle)
    bounds = (middle - half, middle + half) if math.isfinite(half) else (min(values), max(values))
    return Estimate(middle, *bounds, len(values), says)


def typical_time(seconds: Sequence[float]) -> Estimate | None:
    """The geometric mean of times above 0, with the t interval of their logarithms. Too little is said where
    the high end is more than four times the low one."""
    _finite(seconds)
    if not seconds:
        return None
    if min(seconds) <= 0:
        raise InvalidProblem("A time is not above 0.", where="seconds", cure="Give seconds above 0.")
    logs = [math.log(each) for each in seconds]
    middle, half = fmean(logs), _half(logs)
    if not math.isfinite(half):
        return Estimate(math.exp(middle), min(seconds), max(seconds), len(seconds), says=False)
    return Estimate(
        math.exp(middle),
        math.exp(middle - half),
        math.exp(middle + half),
        len(seconds),
        math.exp(2 * half) <= 4,
    )


def net_promoter(answers: Sequence[int]) -> Estimate | None:
    """Promoters (9, 10) less detractors (0 to 6) as a share from -1 to 1, from answers 0 to 10; None of none.
    The interval is the adjusted Wald one; it says too little where it is wider than `WIDEST`, 50 points."""
    if any(not 0 <= each <= 10 for each in answers):
        raise InvalidProblem("An answer lies outside 0 to 10.", where="answers", cure="Give 0 to 10.")
    if not answers:
        return None
    n = len(answers)
    up, down = sum(each >= 9 for each in answers), sum(each <= 6 for each in answers)
    many = n + PSEUDO
    for_, against = (up + PSEUDO / 4) / many, (down + PSEUDO / 4) / many
    middle = for_ - against
    half = _Z * math.sqrt((for_ + against - middle * middle) / many)
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Estimate((up - down) / n, low, high, n, high - low <= WIDEST)


_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


def _half(values: Sequence[float]) -> float:
    """Half of the t interval; endless for one value."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return math.inf
    return float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * stdev(values) / math.sqrt(n)


def _finite(values: Sequence[float]) -> None:
    if not all(math.isfinite(each) for each in values):
        raise InvalidProblem("A value is not a number.", where="values", cure="Leave it out.")
