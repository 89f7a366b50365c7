"""How much work is still to be found: the remaining effort known now, times a lognormal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from pilothouse.engine.errors import InvalidProblem

_WORTH = 5.0  # past plans of a team that weigh as much as the start values


@dataclass(frozen=True)
class Growth:
    """What multiplies the known remaining effort until the scope is done: a lognormal."""

    median: float = 1.0
    sigma: float = 0.0


FIXED = Growth()


def scope_growth(*, done: float, record: Sequence[tuple[float, float]] = (), fixed: bool = False) -> Growth:
    """How the known remaining effort grows when the fraction `done` of the scope known now is finished.

    `record`: of past plans of the team, (fraction done, remaining effort in the end / remaining known then).
    The start values are worth five such plans.
    """
    for place, (fraction, ratio) in enumerate([(done, 1.0), *record]):
        if not 0.0 <= fraction <= 1.0 or not 1e-6 <= ratio <= 1e6:
            raise InvalidProblem(
                "Scope growth needs a fraction from 0 to 1 and a ratio above 0.",
                where="done" if place == 0 else f"record[{place - 1}]",
                cure="Give, for example, (0.25, 1.4).",
            )
    if fixed:
        return FIXED
    count = len(record)
    middle, sigma = _growth_before(done)
    deviations = []
    for fraction, ratio in record:
        there, spread = _growth_before(fraction)
        deviations.append((log(ratio) - there) / spread)
    shift = sum(deviations) / (count + _WORTH)
    variance = (_WORTH + sum((value - shift) ** 2 for value in deviations)) / (_WORTH + count)
    return Growth(exp(middle + sigma * shift), sigma * sqrt(variance))


def _growth_before(done: float) -> tuple[float, float]:
    """Log median and sigma without a record: 2.3 at the start, 1.15 after a quarter, 1 from half on."""
    places = (0.0, 0.25, 0.5)
    return (
        float(np.interp(done, places, (log(2.3), log(1.15), 0.0))),
        float(np.interp(done, places, (0.5, 0.45, 0.4))),
    )
