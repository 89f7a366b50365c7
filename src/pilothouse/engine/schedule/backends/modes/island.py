"""One island of the search over ways and orders, and room to work in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pilothouse.engine.schedule.backends.modes.packed import Modes
from pilothouse.engine.schedule.compiled import Ints

POPULATION = 40


class State(NamedTuple):
    """One island; a call of `advance` leaves it where the next takes it up."""

    orders: Ints  # (population, items)
    modes: Ints  # (population, items)
    scores: Ints  # (population,)
    best_score: Ints  # (1,)
    best_start: Ints
    best_mode: Ints
    best_order: Ints
    counts: Ints  # children, members, child at the last gain
    order: Ints  # (items,) room to work in, as is all that follows
    turned: Ints
    mode: Ints
    start: Ints
    finish: Ints
    back: Ints
    place: Ints
    waits: Ints
    used: Ints  # (consumables,)
    free: np.ndarray  # (horizon,)


def new_state(problem: Modes) -> State:
    items = problem.earliest.size

    def whole(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return State(
        orders=whole(POPULATION, items),
        modes=whole(POPULATION, items),
        scores=whole(POPULATION),
        best_score=np.full(1, np.iinfo(np.int64).max),
        best_start=whole(items),
        best_mode=whole(items),
        best_order=whole(items),
        counts=whole(3),
        order=whole(items),
        turned=whole(items),
        mode=whole(items),
        start=whole(items),
        finish=whole(items),
        back=whole(items),
        place=whole(items),
        waits=whole(items),
        used=whole(problem.stock.size),
        free=np.zeros(problem.horizon + 1, dtype=np.uint64),
    )
