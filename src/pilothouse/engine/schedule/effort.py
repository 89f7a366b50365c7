"""Three points of an estimate and the distribution they stand for.

`low` and `high` are read as the 10th and 90th percentile, `likely` as the mode, of a PERT distribution (a
beta with weight 4 on the mode; Malcolm et al. 1959). Read as the very ends they would be twice too narrow:
that is how entered ranges turn out when they are held against actual times, and the percentiles widen a
range by 1.97 (even) to 2.71 (all on one side). The ends that this implies lie `reach` ranges below low and
above high.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from pilothouse.engine import quantities
from pilothouse.engine.errors import InvalidProblem

MOST = int(quantities.WORK.most)

# Reach below low, in units of high - low, when likely lies k/32 of the way from low to high; above high it is
# that of 32 - k. Solves CDF(low) = 0.1 and CDF(high) = 0.9; linear between entries to 0.0005.
_REACH = (
    0.076533,
    0.086850,
    0.098452,
    0.111478,
    0.126080,
    0.142419,
    0.160666,
    0.180999,
    0.203602,
    0.228661,
    0.256359,
    0.286874,
    0.320369,
    0.356993,
    0.396869,
    0.440092,
    0.486724,
    0.536794,
    0.590291,
    0.647172,
    0.707361,
    0.770754,
    0.837223,
    0.906625,
    0.978805,
    1.053601,
    1.130852,
    1.210399,
    1.292089,
    1.375778,
    1.461330,
    1.548621,
    1.637537,
)


@dataclass(frozen=True)
class Effort:
    """Low, likely and high, in person-days (or working days for a fixed duration)."""

    low: float
    likely: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """Least and most of the distribution; never below 0."""
        width = self.high - self.low
        if width <= 0:
            return self.likely, self.likely
        mode = (self.likely - self.low) / width
        return max(0.0, self.low - width * _reach(mode)), self.high + width * _reach(1.0 - mode)

    @property
    def mean(self) -> float:
        """What a plan is made with."""
        least, most = self.ends
        return (least + 4.0 * self.likely + most) / 6.0

    def check(self, where: str) -> None:
        """Raise `InvalidProblem` unless 0 ≤ low ≤ likely ≤ high ≤ a million."""
        values = (self.low, self.likely, self.high)
        if not all(isinstance(value, int) or isfinite(value) for value in values):
            raise InvalidProblem(
                "The estimate is not a number.", where=where, cure="Give low, likely and high in days."
            )
        if max(values) > MOST:
            raise InvalidProblem(
                "The estimate is larger than a million days.",
                where=where,
                cure=f"Give at most {MOST:,} days.",
            )
        named = f"{self.low:g} / {self.likely:g} / {self.high:g}"
        if min(values) < 0:
            raise InvalidProblem(
                f"The estimate {named} is negative.", where=where, cure="Give days of 0 or more."
            )
        if any(0 < value < quantities.WORK.least for value in values):
            raise InvalidProblem(
                f"The estimate {named} is next to nothing.",
                where=where,
                cure="Give 0, or days that can be worked.",
            )
        if not self.low <= self.likely <= self.high:
            raise InvalidProblem(
                f"The estimate {named} is out of order.", where=where, cure="Give low ≤ likely ≤ high."
            )


def _reach(mode: float) -> float:
    place = mode * (len(_REACH) - 1)
    index = min(int(place), len(_REACH) - 2)
    return _REACH[index] + (_REACH[index + 1] - _REACH[index]) * (place - index)
