"""How a team's actuals follow from its estimates: totals of many items, ranges of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import erf, erfc, exp, isfinite, log, sqrt

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.kernels import kernel, normal, uniform
from pilothouse.engine.schedule.effort import Effort

Floats = NDArray[np.float64]
RANGE_WEIGHT = 20.0  # recorded ranges, or items, after which they weigh as much as the range as entered
_LEVELS = (0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95)
_MOST_DRAWS = 1_000_000
_MOST_CELLS = 1_000_000_000
_MOST = 1e9
_LEAST = 1e-6
_P90 = 1.2815515655  # of a standard normal
_WIDEST = log(1000.0)


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
        check_effort(likely, "likely")
        Effort(low, likely, high).check("estimate")
        p10, p50, p90 = self._residual_quantiles((0.1, 0.5, 0.9))
        below, above = p50 - p10, p90 - p50
        down, up = log(likely / max(low, likely / 1000)), log(high / likely)
        if down + up > 0:
            trust = 0.0 if self.ranges else self.history / (self.history + RANGE_WEIGHT)
            down = (1 - trust) * self.stretch * down + trust * below
            up = (1 - trust) * self.stretch * up + trust * above
        else:
            down, up = below, above
        lean = 0.0 if self.centre is None else self.slope * (log(likely) - self.centre)
        middle = likely * exp(self.bias + lean + p50)
        down, up = min(down, _WIDEST), min(up, _WIDEST)
        return Range(middle * exp(-down), middle, middle * exp(up), middle * _mean_factor(down, up))

    def _log_effort(self, estimate: float, where: str) -> float:
        check_effort(estimate, where)
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


def check_effort(value: float, where: str) -> None:
    """Raise `InvalidProblem` for what is no effort, or none that anyone has."""
    if not isfinite(value) or not _LEAST <= value <= _MOST:
        raise InvalidProblem(
            f"{value:g} is no effort.",
            where=where,
            cure="Give more than 0, and leave out what has no estimate.",
        )


def _mean_factor(down: float, up: float) -> float:
    """Mean over median with p10 `down` below and p90 `up` above it in logs, a normal half to each side."""
    lower, upper = down / _P90, up / _P90
    return exp(upper**2 / 2) * (1 + erf(upper / sqrt(2))) / 2 + exp(lower**2 / 2) * erfc(lower / sqrt(2)) / 2


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
