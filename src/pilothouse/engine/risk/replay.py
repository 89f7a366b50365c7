"""The same futures without one of the risks that hit them.

Every future is laid once. For each risk that hit it, what the risk did is taken out and only what can change
is laid again: items that it touches, and those whose predecessors end at another moment. The draws are the
same, so the difference is what the risk did in that future, to the last bit of a simulation without it.

In a plan whose order stays, the end is a longest path: it is no earlier for any longer work. A risk none of
whose items lies on the longest chains to the watched dates changes none of them, and is not laid again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.drift import stretch_each
from pilothouse.engine.forecast.futures.interrupted import Shifts, new_taken
from pilothouse.engine.forecast.futures.kernels import BLOCK, Common, Network, item_columns, walk_block
from pilothouse.engine.forecast.futures.network import plan_network
from pilothouse.engine.forecast.futures.raw import SEED_BITS, Sets, convergence
from pilothouse.engine.forecast.futures.teams import Shared
from pilothouse.engine.kernels import kernel, parallel_kernel, prange
from pilothouse.engine.risk.again import chains, lay_all, lay_changed, read_ends, saved_by
from pilothouse.engine.risk.lanes import Counts, Floats, Hits, Lane, Watched
from pilothouse.engine.risk.posing import hits_of, watched_of
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_STEPS = 8

Singles = NDArray[np.float32]


@kernel
def _block(  # lint: sizes, because a kernel is compiled whole
    seed: np.uint64,
    base: int,
    size: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    columns: np.ndarray,
    causes: Causes,
    prices: Prices,
    hits: Hits,
    watched: Watched,
    costs: np.ndarray,
    ends: np.ndarray,
    without: np.ndarray,
    saved: np.ndarray,
) -> None:
    items = net.sequence.shape[0]
    scratch, unasked = np.empty((items, BLOCK), np.float32), np.empty((items, 0), np.float32)
    latest, critical = np.empty(costs.shape[0], np.float32), np.zeros(items, np.int32)
    walked = walk_block(
        seed, base, 0, size, common, net, shifts, columns, causes, prices,
        unasked, scratch, latest, costs, critical,
    )  # fmt: skip
    from_start = walked.start.shape[0] > 1
    state = Lane(
        np.empty(items),
        np.empty(items if from_start else 1),
        np.empty(items),
        np.empty(items if from_start else 1),
        np.empty(items),
        np.empty(items),
        np.empty(items),
        np.zeros(items, np.bool_),
        np.zeros(items, np.bool_),
        np.empty(items, np.int64),
    )
    last, on = np.zeros(watched.at.shape[0] - 1, np.int64), np.zeros(items, np.bool_)
    taken, whole = new_taken(shifts, 1), shifts.stop.shape[0] > 0
    priced = prices.work.max() > 0.0 or prices.held.max() > 0.0
    for lane in range(size):
        draw = base + lane
        for item in range(items):
            state.was[item] = state.now[item] = walked.finish[item, lane]
        if from_start:
            for item in range(items):
                state.was_begun[item] = state.begun[item] = walked.start[item, lane]
        state.work[:] = np.nan
        state.whole[:] = np.nan
        chains(lane, walked, watched, state, last, on)
        for number in range(last.shape[0]):
            ends[number, draw] = state.was[last[number]]
        for place in range(hits.at[draw], hits.at[draw + 1]):
            cause = hits.which[place]
            without[place] = ends[:, draw]
            if priced:
                saved[place] = saved_by(
                    cause, draw, lane, common, net, columns, causes, hits, prices, walked, state
                )  # fmt: skip
            # Without what made work shorter any item may come to be the last.
            quick = watched.quick and causes.scale[cause, draw] >= 1.0
            if quick:
                reached = False
                for spot in range(hits.touched_at[cause], hits.touched_at[cause + 1]):
                    reached = reached or on[hits.touched[spot]]
                if not reached:
                    continue
            if whole:
                lay_all(seed, draw, lane, cause, common, net, shifts, columns, causes, walked, state)
                read_ends(watched, state, last, True, without[place])
                state.now[:] = state.was
                state.begun[:] = state.was_begun
                continue
            moved = lay_changed(
                seed, draw, lane, cause, common, net, shifts, taken, columns, causes, hits, watched,
                walked, state,
            )  # fmt: skip
            read_ends(watched, state, last, not quick, without[place])
            for spot in range(moved):
                item = state.changed[spot]
                state.now[item] = state.was[item]
                if from_start:
                    state.begun[item] = state.was_begun[item]


@parallel_kernel
def _replay(
    seed: np.uint64,
    first: int,
    draws: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    causes: Causes,
    prices: Prices,
    hits: Hits,
    watched: Watched,
    costs: np.ndarray,
    ends: np.ndarray,
    without: np.ndarray,
    saved: np.ndarray,
) -> None:
    columns = item_columns(net.key)
    for block in prange((draws + BLOCK - 1) // BLOCK):
        size = min(BLOCK, draws - block * BLOCK)
        _block(
            seed, first + block * BLOCK, size, common, net, shifts, columns, causes, prices, hits, watched,
            costs, ends, without, saved,
        )  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    """Futures with all that hit them, and each again without each of these.

    `ends` `(sets, draws)`: when each set is done. A hit is one event in one future, in the order of the
    futures: `cause` and `draw` `(hits,)` say which, `without` `(hits, sets)` when the sets are done then, and
    `saved` `(hits,)` what work and held people cost less. `costs` `(draws,)` are those of work.
    """

    draws: int
    ends: Singles
    costs: Floats
    cause: Counts
    draw: Counts
    without: Singles
    saved: Floats


def replay(
    problem: Problem,
    plan: Plan,
    *,
    draws: int,
    seed: int,
    shared: Shared,
    sets: Sets,
    causes: Causes,
    hit: NDArray[np.bool_],
    prices: Prices,
    until: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Replayed:
    """`draws` futures of `plan`, fewer where the 95 % interval of the p85 of the first set is within `until`
    days to either side before. `hit` `(causes, draws)` says which events came. What `progress` raises stops
    it."""
    net, shifts = plan_network(problem, plan)
    hits = hits_of(causes, hit)
    watched = watched_of(net, shifts, sets)
    count, names = hits.which.shape[0], len(sets.names)
    ends, costs = np.empty((names, draws), np.float32), np.zeros(draws)
    without, saved = np.empty((count, names), np.float32), np.zeros(count)
    step, done = max(1, -(-draws // BLOCK // _STEPS)) * BLOCK, 0
    while done < draws:
        size = min(step, draws - done)
        _replay(
            np.uint64(seed & SEED_BITS), done, size, shared.common, net, shifts, causes, prices, hits,
            watched, costs, ends, without, saved,
        )  # fmt: skip
        done += size
        if progress is not None:
            progress(done, draws)
        if until is not None and convergence(ends[0, :done], 0.85) < until:
            break
    last = int(hits.at[done])
    of_draw = np.repeat(np.arange(done), np.diff(hits.at[: done + 1]))
    found = Replayed(
        draws=done,
        ends=ends[:, :done],
        costs=costs[:done] + prices.fixed,
        cause=hits.which[:last],
        draw=of_draw,
        without=without[:last],
        saved=saved[:last],
    )
    return _drifted(found, problem, sets, seed, shared) if shared.warp else found


def _drifted(found: Replayed, problem: Problem, sets: Sets, seed: int, shared: Shared) -> Replayed:
    """With the pace of the one team there is: finished futures are stretched, as `simulate` does."""
    opens = np.array([max(0.0, item.earliest) for item in problem.items])
    earliest = np.array([opens[sets.members(number)].max() for number in range(len(sets.names))])
    ends, without = np.ascontiguousarray(found.ends), np.ascontiguousarray(found.without.T)
    for moments, futures in ((ends, np.arange(found.draws)), (without, found.draw)):
        stretch_each(moments, futures, seed=seed, sigma=shared.warp, earliest=earliest, stream=shared.only)
    return Replayed(
        found.draws, ends, found.costs, found.cause, found.draw, np.ascontiguousarray(without.T), found.saved
    )
