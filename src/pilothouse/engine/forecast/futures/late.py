"""The dates by which single items are done in most futures, without the rest of a forecast.

Plans that are compared by them need neither drivers nor groups, which take longer to read off than to draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pilothouse.engine.forecast.futures.causes import Event, draw_causes
from pilothouse.engine.forecast.futures.cost import prices_of
from pilothouse.engine.forecast.futures.measures import row_quantiles
from pilothouse.engine.forecast.futures.network import ranks_of
from pilothouse.engine.forecast.futures.raw import run_futures, sets_of
from pilothouse.engine.forecast.futures.teams import shared_by
from pilothouse.engine.garbage import rarely_collected
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_LEVEL = 0.85


@rarely_collected
def late_dates(
    problem: Problem,
    plan: Plan,
    *,
    draws: int,
    seed: int = 0,
    common_sigma: float | Mapping[str, float] = 0.2,
    shared: Mapping[str, str] | None = None,
    drift: float = 0.0,
    events: Sequence[Event] = (),
) -> dict[str, float]:
    """By item its p85 in working days, to the bit as `simulate` gives it for the same arguments. `plan` has
    the items of `problem` in their order."""
    items = len(problem.items)
    raw = run_futures(
        problem,
        plan,
        draws,
        seed,
        shared_by(problem, shared, sigma=common_sigma, drift=drift),
        sets_of({}, ranks_of(problem)),
        np.zeros((items, 0)),
        None,
        "fixed",
        draw_causes(problem, (), events, draws, seed)[0],
        prices_of(problem, [()] * items, None, None),
        None,
    )
    found = np.empty((items, 1))
    row_quantiles(raw.finishes, raw.kept_at, raw.draws, np.array([_LEVEL]), found)
    return {item.id: float(value) for item, value in zip(problem.items, found[:, 0].tolist(), strict=True)}
