"""What is said of risks: effects on dates and money, one by one and together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pilothouse.engine.forecast.futures.forecast import Quantiles
from pilothouse.engine.risk.lanes import Floats
from pilothouse.engine.risk.replay import Singles

SAME = 1e-4  # days that single precision cannot tell apart


@dataclass(frozen=True, slots=True)
class Effect:
    """What one date would gain without a risk, working days; below 0, what an opportunity gains it. On
    average, with the standard error of that; at its p50 and p85, with the standard error of the latter; and
    the chance to keep it, 0..1, None where nothing was promised."""

    days: float
    error: float
    p50: float
    p85: float
    p85_error: float
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class RiskEffect:
    """What goes with a risk. `came`: the share of futures that it hits. `dates` are those of groups and
    products that it moves by more than nothing in any future; `money`, None without prices, is what it costs
    on average, work and delay, with its standard error."""

    risk: str
    title: str
    came: float
    finish: Effect
    dates: dict[str, Effect]
    money: float | None = None
    money_error: float | None = None


@dataclass(frozen=True, slots=True)
class DateExposure:
    """A date with all risks and without any. `by`: working day promised, None without one; chances to keep
    it. `p85_error`: half-width of the 95 % interval of its p85, from the number of draws. `together`: what it
    loses to all risks."""

    name: str
    kind: str
    finish: Quantiles
    without: Quantiles
    by: float | None
    chance: float | None
    chance_without: float | None
    p85_error: float
    together: Effect


@dataclass(frozen=True, slots=True)
class Curve:
    """Loss exceedance: in a share `chances[i]` of futures all risks together cost more than `losses[i]`."""

    losses: tuple[float, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Exposure:
    """Risks, those that cost the most days first. `together`: all of them gone at once; single effects do not
    add up to it, since two risks on one chain hide each other. `p85_error`: half-width of the 95 % interval
    of the plan's p85, from the number of draws. `settled`: how many of the first ten are in an order
    that other draws would not change (95 % interval of each difference to the next)."""

    risks: tuple[RiskEffect, ...]
    together: RiskEffect
    dates: tuple[DateExposure, ...]
    days: Curve
    money: Curve | None
    draws: int
    seed: int
    p85_error: float
    settled: int
    reached: Singles = field(repr=False, compare=False)  # (dates, draws), in the order of `dates`
    bare: Singles = field(repr=False, compare=False)  # the same without any risk
    costs: Floats = field(repr=False, compare=False)

    def joint(self, *, day: float, money: float, date: int = 0) -> float:
        """Share of futures in which the date in place `date`, the whole plan first, is reached by plan day
        `day`, and all costs no more than `money`."""
        return float(((self.reached[date] <= day + SAME) & (self.costs <= money * (1 + 1e-9))).mean())

    def lost(self, date: int) -> Floats:
        """Working days that all risks together cost a date in each future."""
        lost: Floats = self.reached[date].astype(np.float64) - self.bare[date]
        return lost
