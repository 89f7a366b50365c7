"""The replication kernel: one plan, many futures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.calendars import end_of, opening_of, paced_end
from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.drift import STREAM, Walk, new_paces
from pilothouse.engine.forecast.futures.interrupted import Shifts, Team, around, new_taken, take
from pilothouse.engine.kernels import kernel, mix, normal, parallel_kernel, prange

BLOCK = 32  # futures that are worked on together: their state stays in the second-level cache
_COLUMN = 0x8CB92BA72F3D8DD7
_ROW = 0xD1B54A32D192ED03


class Common(NamedTuple):
    """What work shares: `team[i]` is the number of those that item i shares the factor and the pace with.

    `sigma`: sd of the log of each team's factor; `drift`: that of a week's step of the log of the pace, 0
    where futures are stretched when they are done.
    """

    team: NDArray[np.int64]  # (items,)
    stream: NDArray[np.uint64]  # (teams,) what their draws are keyed by
    sigma: NDArray[np.float64]  # (teams,)
    drift: float


class Network(NamedTuple):
    """A plan as a longest-path problem under calendars.

    Edges are the dependencies, and from each item to the next of every person and of every unit of a pool it
    holds; all lead forward in `sequence`. Calendars are those of teams, `calendar_at[t]:calendar_at[t + 1]`
    in `done` and `opens`: work that team t can do before each plan day, and the first day from each on when
    all of it are at work; beyond them it works `rate[t]` a day.
    """

    key: NDArray[np.uint64]  # (items,) what draws of work are keyed by
    sequence: NDArray[np.int64]
    table: NDArray[np.float64]  # (items, knots) quantiles of work
    spread: NDArray[np.bool_]  # whether the work of an item is uncertain
    timed: NDArray[np.bool_]  # a duration, which no calendar stretches
    earliest: NDArray[np.float64]
    edge_at: NDArray[np.int64]
    edge_from: NDArray[np.int64]
    edge_kind: NDArray[np.int64]
    edge_lag: NDArray[np.float64]
    team: NDArray[np.int64]  # (items,) number of its team, -1 without one
    calendar_at: NDArray[np.int64]  # (teams + 1,)
    done: NDArray[np.float64]
    opens: NDArray[np.int64]
    rate: NDArray[np.float64]  # (teams,)
    most: NDArray[np.float64]  # (teams,) largest rate of any day
    part: NDArray[np.int64]  # (items,) of each its longest chain is told


class Walked(NamedTuple):
    """What a block of futures leaves behind, double precision: `start` (one row where no dependency asks for
    starts) and `finish`, `(items, BLOCK)`; `binder`, what each item waited for last, -1 for nothing; and what
    its lanes were drawn by."""

    start: NDArray[np.float64]
    finish: NDArray[np.float64]
    binder: NDArray[np.int32]
    keys: NDArray[np.uint64]
    factor: NDArray[np.float64]
    paces: NDArray[np.float64]


@kernel
def item_columns(keys: np.ndarray) -> np.ndarray:
    """The part of an item's random number that depends on its key only."""
    columns = np.empty(keys.shape[0], np.uint64)
    for place in range(keys.shape[0]):
        columns[place] = mix(keys[place] + np.uint64(_COLUMN))
    return columns


@kernel
def draw_keys(seed: np.uint64, base: int, keys: np.ndarray) -> None:
    """The part of the random numbers of futures from `base` on that depends on their number only."""
    for lane in range(keys.shape[0]):
        keys[lane] = mix(seed ^ mix(np.uint64(base + lane) + np.uint64(_ROW)))


@kernel
def draw_factors(seed: np.uint64, base: int, size: int, common: Common, factor: np.ndarray) -> None:
    """`factor[t, f]`: what the work of team t is multiplied by in future `base + f`."""
    for team in range(common.stream.shape[0]):
        sigma = common.sigma[team]
        for lane in range(size):
            factor[team, lane] = 1.0
            if sigma > 0.0:
                factor[team, lane] = np.exp(sigma * normal(seed, base + lane, common.stream[team]))


@kernel
def sample_rows(
    keys: np.ndarray,
    columns: np.ndarray,
    team: np.ndarray,
    factor: np.ndarray,
    table: np.ndarray,
    size: int,
    work: np.ndarray,
) -> None:
    """`work[f, i]` of the first `size` futures: a row of `table` is used for all of them while it is near."""
    knots = table.shape[1] - 1
    for item in range(columns.shape[0]):
        column, row, factors = columns[item], table[item], factor[team[item]]
        for lane in range(size):
            bits = mix(keys[lane] ^ column)
            spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
            knot = int(spot)
            low = row[knot]
            work[lane, item] = (low + (row[knot + 1] - low) * (spot - knot)) * factors[lane]


# Kernels that run in parallel are shells: the compiler takes many times longer over a loop that it spreads.


@kernel
def _draw(keys: np.ndarray, column: np.uint64, factor: np.ndarray, row: np.ndarray, work: np.ndarray) -> None:
    """Work of one item in every lane. Straight through all lanes, so that it is done several at a time."""
    knots = row.shape[0] - 1
    for lane in range(BLOCK):
        bits = mix(keys[lane] ^ column)
        spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
        knot = np.uint32(spot)
        low = row[knot]
        work[lane] = (low + (row[knot + np.uint32(1)] - low) * (spot - knot)) * factor[lane]


@kernel
def _raise(moments: np.ndarray, lag: float, before: int, latest: np.ndarray, by: np.ndarray) -> None:
    """`latest` of itself and `moments + lag`, and `by` which it is."""
    for lane in range(BLOCK):
        moment = moments[lane] + lag
        by[lane] = before if moment > latest[lane] else by[lane]
        latest[lane] = max(latest[lane], moment)


@kernel
def _free_end(begin: np.ndarray, work: np.ndarray, finish: np.ndarray) -> None:
    for lane in range(BLOCK):
        finish[lane] = begin[lane] + work[lane]


@kernel
def _outlast(
    item: int, finish: np.ndarray, bound_by: np.ndarray, latest: np.ndarray, last: np.ndarray, by: np.ndarray
) -> None:
    for lane in range(BLOCK):
        by[lane] = bound_by[lane]
        last[lane] = item if finish[lane] >= latest[lane] else last[lane]
        latest[lane] = max(latest[lane], finish[lane])


@kernel
def walk_block(  # lint: sizes, because a kernel is compiled whole
    seed: np.uint64,
    base: int,
    at: int,
    size: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    columns: np.ndarray,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> Walked:
    """Futures `base` to `base + size`, at most `BLOCK`, together, into columns from `at` on. What lanes
    beyond `size` do is lost."""
    items, parts = net.sequence.shape[0], net.part.max() + 1
    from_start = bool((net.edge_kind % 2 == 1).any())
    start = np.empty((items if from_start else 1, BLOCK))
    finish = np.empty((items, BLOCK))
    binder = np.empty((items, BLOCK), np.int32)
    keys, factor = np.zeros(BLOCK, np.uint64), np.ones((common.stream.shape[0], BLOCK))
    work, delay = np.empty(BLOCK), np.zeros(BLOCK)
    least = np.empty(BLOCK)
    bound_by, late_by = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    last, latest = np.full((parts, BLOCK), -1, np.int64), np.full((parts, BLOCK), -1.0)
    drifts = common.drift > 0.0
    paces = new_paces(common.stream.shape[0] if drifts else 1, BLOCK if drifts else 1)
    taken = new_taken(shifts, BLOCK)
    draw_keys(seed, base, keys)
    draw_factors(seed, base, size, common, factor)
    for item in net.sequence:
        begin, ended = start[item if from_start else 0], finish[item]
        begin[:] = max(0.0, net.earliest[item])
        bound_by[:] = -1
        has_least = False
        for edge in range(net.edge_at[item], net.edge_at[item + 1]):
            before, kind, lag = net.edge_from[edge], net.edge_kind[edge], net.edge_lag[edge]
            moments = finish[before] if kind == 0 or kind == 2 else start[before]
            if kind < 2:
                _raise(moments, lag, before, begin, bound_by)
            else:
                if not has_least:
                    least[:] = 0.0
                    late_by[:] = -1
                    has_least = True
                _raise(moments, lag, before, least, late_by)
        shared = common.team[item]
        _draw(keys, columns[item], factor[shared], net.table[item], work)
        caused = causes.at[item + 1] > causes.at[item]
        if caused:
            delay[:] = 0.0
            for place in range(causes.at[item], causes.at[item + 1]):
                cause = causes.which[place]
                for lane in range(size):
                    work[lane] *= causes.scale[cause, base + lane]
                    delay[lane] += causes.delay[cause, base + lane]
        if prices.work[item] > 0.0 or prices.held[item] > 0.0:
            for lane in range(size):
                costs[base + lane] += work[lane] * prices.work[item]
                if caused:
                    costs[base + lane] += delay[lane] * prices.held[item]
        number = net.team[item]
        there = number >= 0
        first, beyond = net.calendar_at[max(number, 0)], net.calendar_at[max(number, 0) + 1]
        team = Team(
            there,
            net.timed[item],
            net.done[first:beyond],
            net.opens[first:beyond],
            net.rate[number] if there else 1.0,
            net.most[number] if there else 1.0,
        )
        plain = team.timed or not there
        broken = shifts.stop_at[item + 1] > shifts.stop_at[item]
        if not there and not has_least and not caused and not broken:
            _free_end(begin, work, ended)
        else:
            seeded = seed ^ np.uint64(STREAM) ^ common.stream[shared]
            for lane in range(size):
                pace = paces[shared if drifts else 0, lane if drifts else 0]
                walk = Walk(seeded, base + lane, common.drift)
                held = delay[lane] if caused else 0.0
                opening, ending = begin[lane], begin[lane] + work[lane]
                for turn in range(2):
                    if broken:
                        opening, ending = around(
                            shifts, taken, item, lane, team, drifts, pace, walk, opening, work[lane], held
                        )
                    else:
                        if there and work[lane] > 0.0:
                            opening = opening_of(team.opens, opening)
                        if plain or work[lane] <= 0.0:
                            ending = opening + work[lane]
                        elif drifts:
                            ending = paced_end(
                                team.done, team.rate, team.most, opening, work[lane], pace, walk
                            )
                        else:
                            ending = end_of(team.done, team.rate, team.most, opening, work[lane])
                        ending += held
                    if turn == 1 or not has_least or ending >= least[lane]:
                        break
                    # A bound on the finish: begin later by what is missing.
                    opening += least[lane] - ending
                    bound_by[lane] = late_by[lane]
                if has_least and ending > least[lane] and turn == 1 and not plain and not broken:
                    # Slower days came in with the later begin. In between lies one that ends on the bound,
                    # as the end moves with the begin without jumps.
                    opening = max(begin[lane], opening - (ending - least[lane]))
                    ending = least[lane]
                if has_least and ending < least[lane]:
                    ending = least[lane]
                begin[lane] = opening
                ended[lane] = ending
        if shifts.take_at[item + 1] > shifts.take_at[item]:
            for lane in range(size):
                take(shifts, taken, item, lane, begin[lane], ended[lane])
        part = net.part[item]
        _outlast(item, ended, bound_by, latest[part], last[part], binder[item])
        for lane in range(size):
            finishes[item, at + lane] = ended[lane]
        for lane in range(min(size, starts.shape[1] - at)):
            starts[item, at + lane] = begin[lane]
    for lane in range(size):
        ends[base + lane] = latest[:, lane].max()
        for part in range(parts):
            place = last[part, lane]
            while place >= 0:
                critical[place] += net.part[place] == part
                place = binder[place, lane]
    return Walked(start, finish, binder, keys, factor, paces)


@parallel_kernel
def replicate(
    seed: np.uint64,
    first: int,
    draws: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    """Futures `first` to `first + draws`, into the first columns of `finishes` `(items, …)` and, while there
    is room, `starts`, and into their places of `ends` and `costs` `(all draws,)`. `critical[block, item]`
    counts the futures in which it is on the longest chain of its part.

    Work is the drawn estimate times one factor exp(sigma z) a future and team. Every future depends on seed
    and its own number only, so the bytes are the same for any number of threads.
    """
    columns = item_columns(net.key)
    for block in prange((draws + BLOCK - 1) // BLOCK):
        size = min(BLOCK, draws - block * BLOCK)
        walk_block(
            seed, first + block * BLOCK, block * BLOCK, size, common, net, shifts, columns, causes, prices,
            starts, finishes, ends, costs, critical[block],
        )  # fmt: skip
