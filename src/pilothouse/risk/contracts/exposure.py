"""What risks cost the plan, as a plan run measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

SURE = 1.96  # standard errors to either side of a 95 % interval


@dataclass(frozen=True, slots=True)
class DateEffect:
    """What one date would gain without a risk, in working days; below 0, what an opportunity gains it.

    `days` on average, with the standard error of that; at the median and at p85, with the standard error of
    the latter; `chance` is what the chance of the target date would gain, None without one.
    """

    days: float
    error: float
    p50: float
    p85: float
    p85_error: float
    chance: float | None = None

    @property
    def margin(self) -> float:
        """Half of the 95 % interval of `days`."""
        return SURE * self.error

    @property
    def p85_margin(self) -> float:
        return SURE * self.p85_error

    @property
    def size(self) -> float:
        """What the p85 loses or gains, without its sign."""
        return abs(self.p85)

    @property
    def is_sure(self) -> bool:
        """Whether what the p85 loses is more than what other simulations could say."""
        return abs(self.p85) > self.p85_margin and abs(self.p85) >= 0.05


NOTHING = DateEffect(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class LossCurve:
    """In a share `chances[i]` of simulations all risks together cost more than `losses[i]`."""

    losses: tuple[float, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class JointChance:
    """Chance to be done by `days[i]` and to cost no more than `money[j]`, minor units: `chances[i][j]`, for
    quantiles at `levels`. `cloud` are some simulations, each its end in working days and its costs; `ends`
    are the quantiles of the end in working days."""

    levels: tuple[float, ...]
    days: tuple[date, ...]
    ends: tuple[float, ...]
    money: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    cloud: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ExposedDate:
    """A date of a plan run: `ref` is a release, a product or a portfolio, empty for the whole plan.

    `p50`, `p85` and `chance` are those of the run; those `without` any risk come from the same simulations,
    and are None where weekly counts give the dates of the run. `p85_error`: half of the 95 % interval of the
    p85, working days, from the number of simulations. `together`: what all risks cost it.
    """

    ref: str
    name: str
    p50: date
    p85: date
    p85_error: float
    chance: float | None
    p50_without: date | None
    p85_without: date | None
    chance_without: float | None
    together: DateEffect
    curve: LossCurve
    joint: JointChance | None


@dataclass(frozen=True, slots=True)
class RiskExposure:
    """What one risk costs: the share of simulations that it `came` in, what it costs each date that it moves,
    by reference, and money, minor units, with its standard error; None where nothing has a price."""

    risk_id: int
    key: str
    event: str
    came: float
    effects: Mapping[str, DateEffect]
    money: float | None
    money_error: float | None

    @property
    def money_margin(self) -> float:
        """Half of the 95 % interval of `money`."""
        return SURE * (self.money_error or 0.0)

    def on(self, ref: str) -> DateEffect:
        """What it costs the date of `ref`."""
        return self.effects.get(ref, NOTHING)


@dataclass(frozen=True, slots=True)
class RiskCost:
    """What a risk costs the p85 of the date of `ref`, called `name`: what is shown of it elsewhere. `touches`
    are references."""

    risk_id: int
    event: str
    ref: str
    name: str
    effect: DateEffect
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the risks of the register cost plan run `run`. `left_out` counts risks beyond those that are kept,
    all of which cost less. `money`: what all together cost on average, with its standard error and the curve
    of that. `basis` says what is counted. `outdated` says that risks have changed since."""

    run: int
    as_of: date
    computed_at: datetime
    draws: int
    seed: int
    settled: int
    risks: tuple[RiskExposure, ...]
    dates: tuple[ExposedDate, ...]
    money: float | None
    money_error: float | None
    money_curve: LossCurve | None
    basis: tuple[str, ...] = ()
    left_out: int = 0
    digest: str = field(default="", compare=False)
    outdated: bool = False

    @property
    def money_margin(self) -> float:
        """Half of the 95 % interval of `money`."""
        return SURE * (self.money_error or 0.0)

    def date_of(self, ref: str) -> ExposedDate | None:
        return next((row for row in self.dates if row.ref == ref), None)

    def ranked(self, ref: str) -> tuple[RiskExposure, ...]:
        """Those first that cost the date of `ref` most, then those that cost most money."""
        return tuple(
            sorted(
                self.risks,
                key=lambda row: (-abs(row.on(ref).days), -abs(row.money or 0.0), row.risk_id),
            )
        )
