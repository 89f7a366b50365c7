"""When people are at work, and how long an item takes them."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import finish_of, kernel
from pilothouse.engine.schedule.compiled import Compiled

_EPS = 1e-9


@kernel
def at_work(when: float, person: int, capacity: np.ndarray) -> float:
    """The first moment from `when` on at which `person` works; infinity when there is none."""
    horizon = capacity.shape[1] - 1
    day = int(np.floor(when + _EPS))
    if day >= horizon:
        return when if capacity[person, horizon] > 0.0 else np.inf
    if capacity[person, day] > 0.0:
        return when
    while day < horizon:
        day += 1
        if capacity[person, day] > 0.0:
            return float(day)
    return np.inf


@kernel
def end_of(
    problem: Compiled, item: int, begin: float, team: np.ndarray, first: int, last: int, capacity: np.ndarray
) -> float:
    if problem.timed[item] or problem.work[item] <= 0.0:
        return float(begin + problem.work[item])
    return float(finish_of(begin, problem.work[item], team, first, last, capacity))
