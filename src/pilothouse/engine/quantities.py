"""Every quantity that people or files give, and between which bounds it lies: the one list.

Doors, services, files and problems check by it. A lower bound keeps what is divided by from being next to
nothing: nobody works one part in a million of a day, and a plan that waits for it has no end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

Unit = Literal["", "share", "days", "hours", "weeks", "minor", "people"]

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`least` to `most`; with `zero` also nothing at all."""

    noun: str
    least: float
    most: float
    unit: Unit = ""
    zero: bool = True

    @property
    def low(self) -> float:
        """The lower end of what is taken."""
        return 0.0 if self.zero and self.least > 0 else self.least

    def fault(self, value: float) -> str:
        """What is wrong with `value`, as a sentence; empty for nothing."""
        subject = f"The {self.noun}"
        if not isfinite(value):
            return f"{subject} is not a number."
        if (self.zero and value == 0) or self.least <= value <= self.most:
            return ""
        if self.low < value < self.least:
            return f"{subject} is above 0 and below {self._said(self.least)}."
        return f"{subject} lies outside {self._between(self.low)}."

    @property
    def cure(self) -> str:
        """How to say it right."""
        nothing = "0, or " if self.low < self.least else ""
        return f"Give {nothing}{self._between(self.least)}."

    def _between(self, low: float) -> str:
        return f"{self._number(low)} to {self._said(self.most)}"

    def _said(self, value: float) -> str:
        unit = {"share": " %", "minor": " minor units"}.get(self.unit, f" {self.unit}" if self.unit else "")
        return f"{self._number(value)}{unit}"

    def _number(self, value: float) -> str:
        return _plain(100 * value if self.unit == "share" else value)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


MOST_MINOR = 10**15
MOST_DAYS = 10_000.0  # working days: forty years
_LEAST_DAYS = 0.0001  # three seconds of a working day
_LEAST_SHARE = 0.01

AVAILABILITY = Quantity("availability", _LEAST_SHARE, 1.0, "share")
SHARE = Quantity("share of a day", _LEAST_SHARE, 1.0, "share")
PART = Quantity("part of a team", 0.0, 1.0, "share")
HOURS = Quantity("number of hours a day", 1.0, 24.0, "hours", zero=False)
SERVICE_HOURS = Quantity("number of working hours", 0.1, 10_000.0, "hours", zero=False)
DAY_HOUR = Quantity("hour of the day", 0.25, 23.0)
MONTHS = Quantity("number of months", 1.0, 60.0, zero=False)
RAMP = Quantity("ramp-up", 0.0, 104.0, "weeks")
WEEKS = Quantity("number of weeks", 0.0, 52.0, "weeks")
RATE = Quantity("day rate", 0.0, 10.0**12, "minor")
MONEY = Quantity("amount", 0.0, float(MOST_MINOR), "minor")
ESTIMATE = Quantity("estimate", _LEAST_DAYS, MOST_DAYS, "days")
DAYS = Quantity("number of days", _LEAST_DAYS, MOST_DAYS, "days")
LAG = Quantity("lag", -2_000.0, 2_000.0, "days")
POINTS = Quantity("number of story points", 0.01, 10_000.0)
PROGRESS = Quantity("progress", 0.0001, 1.0, "share")
VALUE = Quantity("value", 0.0, 100.0)
LEVEL = Quantity("level", 0.0, 5.0)
HEADS = Quantity("number of people", 1.0, 50.0, zero=False)
WEIGHT = Quantity("weight", 0.001, 1_000.0, zero=False)
CHANCE = Quantity("chance", 0.0001, 1.0, "share")
PROBABILITY = Quantity("probability", 0.0001, 1.0, "share", zero=False)
TIMES_WORK = Quantity("share of the work", 0.01, 100.0, "share", zero=False)
SAMPLE = Quantity("number of people wanted", 1.0, 1e6, zero=False)
SECONDS = Quantity("time", 0.001, 1e6, zero=False)
FIGURE = Quantity("figure", -float(10**15), float(10**15))

# What a problem may hold: products of the above, such as a share of an availability in its first ramped-up
# day, or what is left of an estimate.
CAPACITY = Quantity("capacity", 1e-8, 1.0)
WORK = Quantity("work", 1e-9, 1e6, "days")

# By the name under which doors and files take them.
BY_NAME: dict[str, Quantity] = {
    "availability": AVAILABILITY,
    "share": SHARE,
    "least": PART,
    "most": PART,
    "hours_per_day": HOURS,
    "answer_hours": SERVICE_HOURS,
    "solution_hours": SERVICE_HOURS,
    "day_begins": DAY_HOUR,
    "months": MONTHS,
    "amount_cents": MONEY,
    "ramp_weeks": RAMP,
    "day_rate_cents": RATE,
    "budget_cents": MONEY,
    "cost_of_delay_cents": MONEY,
    "revenue_cents": MONEY,
    "wrong_cents": MONEY,
    "instead_cents": MONEY,
    "test_cents": MONEY,
    "low": ESTIMATE,
    "likely": ESTIMATE,
    "high": ESTIMATE,
    "wrong_days": DAYS,
    "instead_days": DAYS,
    "test_days": DAYS,
    "lag_days": LAG,
    "story_points": POINTS,
    "progress": PROGRESS,
    "value": VALUE,
    "level": LEVEL,
    "people": HEADS,
    "weights": WEIGHT,
    "weight": WEIGHT,
    "chance": CHANCE,
    "chance_left": CHANCE,
    "impact_left": CHANCE,
    "chance_below": CHANCE,
    "grown_days": DAYS,
    "new_days": DAYS,
    "reserve_cents": MONEY,
    "weeks": WEEKS,
    "probability": PROBABILITY,
    "probability_low": PROBABILITY,
    "probability_high": PROBABILITY,
    "delay_low": DAYS,
    "delay_likely": DAYS,
    "delay_high": DAYS,
    "work": TIMES_WORK,
    "cost_cents": MONEY,
    "cost_low_cents": MONEY,
    "cost_likely_cents": MONEY,
    "cost_high_cents": MONEY,
    "sample": SAMPLE,
    "seconds": SECONDS,
    "baseline": FIGURE,
    "target": FIGURE,
    "current": FIGURE,
}
