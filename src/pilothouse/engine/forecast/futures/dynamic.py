"""Who does what next is decided anew in every future.

Parallel schedule generation (Bedworth and Bailey 1982; Kolisch 1996) as an event simulation (`event`). What
is ready, who is free and when people are done are all searched without a branch that depends on what was
drawn.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.desk import Desk, Rules, new_desk
from pilothouse.engine.forecast.futures.drift import new_paces
from pilothouse.engine.forecast.futures.event import one_future
from pilothouse.engine.forecast.futures.kernels import (
    Common,
    draw_factors,
    draw_keys,
    item_columns,
    sample_rows,
)
from pilothouse.engine.kernels import kernel, parallel_kernel, prange

BUNCH = 16  # futures whose finishes are written together: a cache line


@kernel
def _count_chains(
    rules: Rules, part: np.ndarray, last: int, desk: Desk, done: np.ndarray, critical: np.ndarray
) -> None:
    """Count what lies on the longest chain to the end of each part, for its own items alone."""
    for number in range(part.max() + 1):
        place = last
        if part[rules.original[last]] != number:
            place, latest = -1, -1.0
            for item in range(done.shape[0]):
                if part[rules.original[item]] == number and done[item] >= latest:
                    place, latest = item, done[item]
        while place >= 0:
            critical[rules.original[place]] += part[rules.original[place]] == number
            place = desk.binder[place]


@kernel
def _bunch(
    seed: np.uint64,
    base: int,
    at: int,
    size: int,
    common: Common,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    columns: np.ndarray,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    items, people, drifts = rules.slot.shape[0], rules.capacity.shape[0], common.drift > 0.0
    desk = new_desk(rules)
    begun, done = np.empty((BUNCH, items), np.float32), np.empty((BUNCH, items), np.float32)
    work = np.empty((BUNCH, items))
    keys, factor = np.zeros(BUNCH, np.uint64), np.ones((common.stream.shape[0], BUNCH))
    rate = np.empty(people)
    for person in range(people):
        rate[person] = prices.rate[rules.who[person]]
    draw_keys(seed, base, keys)
    draw_factors(seed, base, size, common, factor)
    team = np.empty(items, np.int64)
    for item in range(items):
        team[item] = common.team[rules.original[item]]
    sample_rows(keys, columns, team, factor, rules.table, size, work)
    for lane in range(size):
        for item in rules.caused:
            original = rules.original[item]
            for place in range(causes.at[original], causes.at[original + 1]):
                work[lane, item] *= causes.scale[causes.which[place], base + lane]
        paces = new_paces(common.stream.shape[0] if drifts else 1, 1)[:, 0]
        last, ends[base + lane], costs[base + lane] = one_future(
            base + lane, rules, causes, rate, desk, work[lane], drifts, seed, common, paces,
            begun[lane], done[lane],
        )  # fmt: skip
        _count_chains(rules, rules.part, last, desk, done[lane], critical)
    for item in range(items):
        row = rules.original[item]
        for lane in range(size):
            finishes[row, at + lane] = done[lane, item]
        for lane in range(min(size, starts.shape[1] - at)):
            starts[row, at + lane] = begun[lane, item]


@parallel_kernel
def replicate_dynamic(
    seed: np.uint64,
    first: int,
    draws: int,
    common: Common,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    """As `kernels.replicate`, with the same draws of work, people and order decided in every future."""
    columns = item_columns(rules.key)
    for block in prange((draws + BUNCH - 1) // BUNCH):
        size = min(BUNCH, draws - block * BUNCH)
        _bunch(
            seed, first + block * BUNCH, block * BUNCH, size, common, rules, causes, prices, columns, starts,
            finishes, ends, costs, critical[block],
        )  # fmt: skip
