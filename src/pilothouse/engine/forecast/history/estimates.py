"""How much effort estimated items will really take, learnt from the team's own finished items.

log actual = log estimate + bias + slope × (log estimate − its mean) + residual + common factor. Residuals are
resampled from the record, as evidence-based scheduling does with raw ratios (Spolsky 2007); bias and slope
are shrunk to those of other teams (empirical Bayes; Efron and Morris 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import erf, erfc, exp, isfinite, log, sqrt

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.kernels import kernel, normal, uniform
from pilothouse.engine.schedule.effort import Effort

Floats = NDArray[np.float64]
_LEVELS = (0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95)
_MOST_DRAWS = 1_000_000
_MOST_CELLS = 1_000_000_000
_MOST = 1e9
_LEAST = 1e-6
_P90 = 1.2815515655  # of a standard normal
_WIDEST = log(1000.0)
_FIT_ITEMS = 30  # a shorter record tells little of a team's bias
_FIT_KNOTS = 41
_SIZE_POWER = 0.25
_RANGE_WEIGHT = 20.0  # recorded ranges, or items, after which they weigh as much as the range as entered
_SIZE_WEIGHT = 3.0  # items after which a size's own mean weighs as much as the line through all sizes


@dataclass(frozen=True)
class Finished:
    """A finished item: estimate and actual effort in one unit, for example person-days.

    `order` rises with the moment of finishing. `low` and `high`: the range as entered, where there was one.
    """

    estimate: float
    actual: float
    order: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Prior:
    """What other teams show. Logs are natural.

    `bias_weight` counts finished items, `slope_weight` is a sum of squares of log estimates; `residuals`
    ascend. `window`: the last items that are used; below `enough` of them residuals are blended with these.
    """

    bias: float
    bias_weight: float
    slope: float
    slope_weight: float
    residuals: tuple[float, ...] = field(repr=False)
    common_sigma: float = 0.2
    window: int = 300
    enough: int = 60


# fmt: off
_RESIDUALS = (
    -2.65, -1.80, -1.53, -1.29, -1.09, -0.92, -0.78, -0.66, -0.58, -0.52, -0.43, -0.36, -0.30, -0.23,
    -0.19, -0.14, -0.09, -0.05, -0.01, 0.04, 0.07, 0.11, 0.15, 0.19, 0.23, 0.26, 0.31, 0.35,
    0.40, 0.44, 0.49, 0.55, 0.61, 0.69, 0.76, 0.87, 0.99, 1.14, 1.32, 1.62, 1.97,
)
# fmt: on
# By `fit_prior` from thirteen projects of two sources: `python bench/estimates.py --fit` prints it.
DEFAULT = Prior(bias=-0.24, bias_weight=21.0, slope=-0.14, slope_weight=56.0, residuals=_RESIDUALS)


@dataclass(frozen=True)
class Range:
    """p10, p50, p90 and mean of one item's effort, in the unit of the record's actuals.

    Without the factor common to all items, which a simulation of the plan draws itself.
    """

    low: float
    likely: float
    high: float
    mean: float

    @property
    def pert(self) -> Effort:
        """The estimate of a plan that has this p10, p90 and, as far as a PERT can be so skew, this mean."""
        low, high = self.low, self.high
        for _ in range(40):
            middle = (low + high) / 2
            if Effort(self.low, middle, self.high).mean < self.mean:
                low = middle
            else:
                high = middle
        return Effort(self.low, min(max(low, self.low), self.high), self.high)


@dataclass(frozen=True)
class Total:
    """Summed actual effort, in the unit of the record's actuals: draws that ascend."""

    samples: tuple[float, ...] = field(repr=False)

    def quantile(self, chance: float) -> float:
        """The effort that is enough with probability `chance`."""
        return float(np.quantile(self.samples, chance))

    @property
    def quantiles(self) -> tuple[tuple[float, float], ...]:
        """(chance, effort) from p05 to p95."""
        values = np.quantile(self.samples, _LEVELS)
        return tuple(zip(_LEVELS, (float(value) for value in values), strict=True))


@dataclass(frozen=True)
class EstimateModel:
    """How a team's actuals follow from its estimates, by `history` finished items.

    `worth`: as how many items of one size they count.
    `centre`: mean log estimate of the record, None without one. `own`: the chance that a residual is the
    team's own and not a pooled one. `stretch`: how much wider than as entered ranges turned out, by `ranges`
    recorded ones. `sizes`: story points and the effort each stands for, where estimates are points.
    """

    history: int
    worth: float
    bias: float
    slope: float
    centre: float | None
    own: float
    residuals: tuple[float, ...] = field(repr=False)
    prior: Prior = field(repr=False)
    stretch: float = 1.0
    ranges: int = 0
    sizes: tuple[tuple[float, float], ...] = ()

    @property
    def common_sigma(self) -> float:
        """Spread of the log factor that all items share: common errors, and what is not known of the bias."""
        unknown = float(np.var(self.prior.residuals)) / (self.prior.bias_weight + self.worth)
        return sqrt(self.prior.common_sigma**2 + unknown)

    @property
    def typical(self) -> float:
        """What a middling item took over its estimate: the median."""
        return exp(self.bias + self._residual_quantiles((0.5,))[0])

    @property
    def note(self) -> str:
        """Which layer speaks, and on how much history."""
        if not self.history:
            return "No finished item of this team: what other teams show."
        items = "1 finished item" if self.history == 1 else f"{self.history} finished items"
        if self.own < 1.0:
            return f"{items} of this team, blended with what other teams show (below {self.prior.enough})."
        return f"The last {items} of this team."

    def total(
        self, *, estimates: Sequence[float], draws: int = 10_000, seed: int = 0, growth: Growth = FIXED
    ) -> Total:
        """The summed actual effort of items with these estimates; same seed, same bytes."""
        if not 1 <= draws <= _MOST_DRAWS:
            raise InvalidProblem(
                f"{draws} draws are too few or too many.",
                where="draws",
                cure=f"Ask for 1 to {_MOST_DRAWS:,}.",
            )
        if not estimates:
            raise InvalidProblem("There is no item to add up.", where="estimates", cure="Give an estimate.")
        if len(estimates) * draws > _MOST_CELLS:
            raise InvalidProblem(
                f"{len(estimates):,} items with {draws:,} draws are too many.",
                where="draws",
                cure="Ask for fewer draws.",
            )
        if not (growth.median > 0 and isfinite(growth.median) and 0 <= growth.sigma <= 10):
            raise InvalidProblem(
                "The growth is impossible.",
                where="growth",
                cure="Give a median above 0, a sigma from 0 to 10.",
            )
        logs = [self._log_effort(value, f"estimates[{place}]") for place, value in enumerate(estimates)]
        centre = self.centre if self.centre is not None else float(np.mean(logs))
        middles = np.array([exp(value + self.bias + self.slope * (value - centre)) for value in logs])
        found = np.empty(draws)
        own, pooled = np.exp(np.array(self.residuals)), np.exp(np.array(self.prior.residuals))
        _sums(
            np.uint64(seed % 2**64),
            middles,
            self.own,
            own,
            pooled,
            self.common_sigma,
            log(growth.median),
            growth.sigma,
            found,
        )
        found.sort()
        return Total(tuple(found.tolist()))

    def effort(self, *, low: float, likely: float, high: float) -> Range:
        """What an estimate as entered stands for; low = likely = high where only one number was given.

        Ends as entered are read as p10 and p90, about twice as wide as if they were the very ends. The record
        corrects them: by the `stretch` of recorded ranges, else by the spread of the team's residuals.
        """
        if self.sizes:
            low, likely, high = (exp(self._log_effort(value, "estimate")) for value in (low, likely, high))
        _positive(likely, "likely")
        Effort(low, likely, high).check("estimate")
        p10, p50, p90 = self._residual_quantiles((0.1, 0.5, 0.9))
        below, above = p50 - p10, p90 - p50
        down, up = log(likely / max(low, likely / 1000)), log(high / likely)
        if down + up > 0:
            trust = 0.0 if self.ranges else self.history / (self.history + _RANGE_WEIGHT)
            down = (1 - trust) * self.stretch * down + trust * below
            up = (1 - trust) * self.stretch * up + trust * above
        else:
            down, up = below, above
        lean = 0.0 if self.centre is None else self.slope * (log(likely) - self.centre)
        middle = likely * exp(self.bias + lean + p50)
        down, up = min(down, _WIDEST), min(up, _WIDEST)
        return Range(middle * exp(-down), middle, middle * exp(up), middle * _mean_factor(down, up))

    def _log_effort(self, estimate: float, where: str) -> float:
        _positive(estimate, where)
        if not self.sizes:
            return log(estimate)
        points = np.log([size for size, _ in self.sizes])
        efforts = np.log([effort for _, effort in self.sizes])
        place = log(estimate)
        beyond = place - float(np.clip(place, points[0], points[-1]))
        return float(np.interp(place, points, efforts)) + beyond

    def _residual_quantiles(self, levels: Sequence[float]) -> list[float]:
        """Of the team's residuals with chance `own` and the pooled ones else."""
        own, pooled = np.array(self.residuals), np.array(self.prior.residuals)
        values = np.concatenate((own, pooled))
        shares = ((self.own / max(1, len(own)), len(own)), ((1 - self.own) / len(pooled), len(pooled)))
        weights = np.concatenate([np.full(count, share) for share, count in shares])
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[order]) - weights[order] / 2
        return [float(np.interp(level, reached, values[order])) for level in levels]


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
    return exp(log(needed) * len(found) / (len(found) + _RANGE_WEIGHT)), len(found)


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


def _mean_factor(down: float, up: float) -> float:
    """Mean over median with p10 `down` below and p90 `up` above it in logs, a normal half to each side."""
    lower, upper = down / _P90, up / _P90
    return exp(upper**2 / 2) * (1 + erf(upper / sqrt(2))) / 2 + exp(lower**2 / 2) * erfc(lower / sqrt(2)) / 2


def _positive(value: float, where: str) -> None:
    if not isfinite(value) or not _LEAST <= value <= _MOST:
        raise InvalidProblem(
            f"{value:g} is no effort.",
            where=where,
            cure="Give more than 0, and leave out what has no estimate.",
        )


def _check(row: Finished, where: str) -> None:
    _positive(row.estimate, f"{where}.estimate")
    _positive(row.actual, f"{where}.actual")
    if not isfinite(row.order):
        raise InvalidProblem("The order is not a number.", where=f"{where}.order", cure="Number by finish.")
    if (row.low is None) != (row.high is None):
        raise InvalidProblem(
            "The range has one end only.", where=where, cure="Give low and high, or neither."
        )
    if row.low is not None and row.high is not None:
        Effort(row.low, row.estimate, row.high).check(where)


@kernel
def _sums(
    seed: np.uint64,
    middles: np.ndarray,
    own: float,
    residuals: np.ndarray,
    pooled: np.ndarray,
    sigma: float,
    grown: float,
    growth_sigma: float,
    found: np.ndarray,
) -> None:
    """`found[d]`: the sum over items of a middle times a resampled factor, times what all items share."""
    for draw in range(found.shape[0]):
        total = 0.0
        for item in range(middles.shape[0]):
            chance = uniform(seed, draw, item + 4)
            if chance < own:
                place = int(chance / own * residuals.shape[0])
                total += middles[item] * residuals[min(place, residuals.shape[0] - 1)]
            else:
                place = int((chance - own) / (1.0 - own) * pooled.shape[0])
                total += middles[item] * pooled[min(place, pooled.shape[0] - 1)]
        shared = sigma * normal(seed, draw, 0) + grown + growth_sigma * normal(seed, draw, 1)
        found[draw] = total * np.exp(shared)
