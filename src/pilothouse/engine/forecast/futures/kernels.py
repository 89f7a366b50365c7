"""The replication kernel: one plan, many futures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.kernels import kernel, mix, normal, parallel_kernel, prange

BLOCK = 32  # futures that are worked on together: their state stays in the second-level cache
_COLUMN = 0x8CB92BA72F3D8DD7
_ROW = 0xD1B54A32D192ED03


class Network(NamedTuple):
    """A plan as a longest-path problem under calendars.

    Edges are the dependencies, and from each item to the next of every person and of every unit of a pool it
    holds; all lead forward in `sequence`. Calendars are those of teams: `done[t, d]` is the work that team t
    can do before plan day d, `opens[t, d]` the first day from d on when all of it are at work; beyond the
    last column it works `rate[t]` a day.
    """

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
    done: NDArray[np.float64]  # (teams, horizon + 1)
    opens: NDArray[np.int64]  # (teams, horizon + 1)
    rate: NDArray[np.float64]  # (teams,)
    most: NDArray[np.float64]  # (teams,) largest rate of any day


@kernel
def item_columns(numbers: np.ndarray) -> np.ndarray:
    """The part of an item's random number that depends on its number in the problem only."""
    columns = np.empty(numbers.shape[0], np.uint64)
    for place in range(numbers.shape[0]):
        columns[place] = mix(np.uint64(numbers[place] + 2) + np.uint64(_COLUMN))
    return columns


@kernel
def sample_rows(
    keys: np.ndarray, columns: np.ndarray, factor: np.ndarray, table: np.ndarray, size: int, work: np.ndarray
) -> None:
    """`work[f, i]` of the first `size` futures: a row of `table` is used for all of them while it is near."""
    knots = table.shape[1] - 1
    for item in range(columns.shape[0]):
        column, row = columns[item], table[item]
        for lane in range(size):
            bits = mix(keys[lane] ^ column)
            spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
            knot = int(spot)
            low = row[knot]
            work[lane, item] = (low + (row[knot + 1] - low) * (spot - knot)) * factor[lane]


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
def _team_end(
    done: np.ndarray, opens: np.ndarray, rate: float, most: float, plain: bool, opening: float, work: float
) -> tuple[float, float]:
    """When a team that may begin at `opening` begins, and when it has done `work`."""
    horizon = done.shape[0] - 1
    day = np.uint32(opening)
    if opening < horizon:
        if opens[day] != day:
            day = np.uint32(opens[day])
            opening = float(day)
    if plain:
        return opening, opening + work
    if opening >= horizon:
        return opening, opening + work / rate
    until = np.uint32(min(day + work / most, float(horizon)))
    target = done[day] + (done[day + 1] - done[day]) * (opening - day) + work
    while until > day and done[until] >= target:
        until = np.uint32(until - 1)
    while until < horizon and done[until + 1] < target:
        until = np.uint32(until + 1)
    if until < horizon:
        rate = done[until + 1] - done[until]
    return opening, until + (target - done[until]) / rate


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
def _block(  # lint: sizes, because a kernel is compiled whole
    seed: np.uint64,
    base: int,
    size: int,
    sigma: float,
    net: Network,
    columns: np.ndarray,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    """Futures `base` to `base + size`, at most `BLOCK`, together. What lanes beyond `size` do is lost."""
    items = net.sequence.shape[0]
    from_start = bool((net.edge_kind % 2 == 1).any())
    start = np.empty((items if from_start else 1, BLOCK))
    finish = np.empty((items, BLOCK))
    binder = np.empty((items, BLOCK), np.int32)
    keys, factor = np.zeros(BLOCK, np.uint64), np.ones(BLOCK)
    work, delay = np.empty(BLOCK), np.zeros(BLOCK)
    least = np.empty(BLOCK)
    bound_by, late_by = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    last, latest = np.full(BLOCK, -1, np.int64), np.full(BLOCK, -1.0)
    for lane in range(size):
        keys[lane] = mix(seed ^ mix(np.uint64(base + lane) + np.uint64(_ROW)))
        if sigma > 0.0:
            factor[lane] = np.exp(sigma * normal(seed, base + lane, 0))
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
        _draw(keys, columns[item], factor, net.table[item], work)
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
        team = net.team[item]
        plain = net.timed[item] or team < 0
        if team < 0 and not has_least and not caused:
            _free_end(begin, work, ended)
        else:
            if team >= 0:
                done, opens, rate, most = net.done[team], net.opens[team], net.rate[team], net.most[team]
            for lane in range(size):
                opening, ending = begin[lane], begin[lane] + work[lane]
                for turn in range(2):
                    if team >= 0 and work[lane] > 0.0:
                        opening, ending = _team_end(done, opens, rate, most, plain, opening, work[lane])
                    else:
                        ending = opening + work[lane]
                    if caused:
                        ending += delay[lane]
                    if turn == 1 or not has_least or ending >= least[lane]:
                        break
                    # A bound on the finish: begin later by what is missing.
                    opening += least[lane] - ending
                    bound_by[lane] = late_by[lane]
                if has_least and ending > least[lane] and turn == 1 and team >= 0 and not plain:
                    # Slower days came in with the later begin. In between lies one that ends on the bound,
                    # as the end moves with the begin without jumps.
                    opening = max(begin[lane], opening - (ending - least[lane]))
                    ending = least[lane]
                if has_least and ending < least[lane]:
                    ending = least[lane]
                begin[lane] = opening
                ended[lane] = ending
        _outlast(item, ended, bound_by, latest, last, binder[item])
        for lane in range(size):
            finishes[item, base + lane] = ended[lane]
        for lane in range(min(size, starts.shape[1] - base)):
            starts[item, base + lane] = begin[lane]
    for lane in range(size):
        ends[base + lane] = latest[lane]
        at = last[lane]
        while at >= 0:
            critical[at] += 1
            at = binder[at, lane]


@parallel_kernel
def replicate(
    seed: np.uint64,
    first: int,
    draws: int,
    sigma: float,
    net: Network,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    """Futures `first` to `first + draws`, into columns of `finishes` `(items, draws)`, `ends` `(draws,)` and,
    while there is room, `starts`. `critical[block, item]` counts the futures in which it is on the longest
    chain.

    Work is the drawn estimate times one common factor exp(sigma z) a future. Every future depends on seed
    and its own number only, so the bytes are the same for any number of threads.
    """
    columns = item_columns(np.arange(net.sequence.shape[0]))
    for block in prange((draws + BLOCK - 1) // BLOCK):
        base = first + block * BLOCK
        size = min(BLOCK, first + draws - base)
        _block(
            seed, base, size, sigma, net, columns, causes, prices, starts, finishes, ends, costs,
            critical[block],
        )  # fmt: skip


@kernel
def _own_part(
    seed: np.uint64, item: int, quantiles: np.ndarray, reached: np.ndarray, parts: np.ndarray
) -> None:
    knots = quantiles.shape[0] - 1
    targets, draws = reached.shape
    column = mix(np.uint64(item + 2) + np.uint64(_COLUMN))
    total, squares = 0.0, 0.0
    products = np.zeros(targets)
    for draw in range(draws):
        bits = mix(mix(seed ^ mix(np.uint64(draw) + np.uint64(_ROW))) ^ column)
        spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
        knot = int(spot)
        work = quantiles[knot] + (quantiles[knot + 1] - quantiles[knot]) * (spot - knot)
        total += work
        squares += work * work
        for target in range(targets):
            products[target] += work * reached[target, draw]
    length = squares - total * total / draws
    for target in range(targets):
        if length > 1e-12:
            parts[target] = products[target] * products[target] / length


@parallel_kernel
def own_parts(
    seed: np.uint64,
    table: np.ndarray,
    studied: np.ndarray,
    reached: np.ndarray,
    parts: np.ndarray,
) -> None:
    """`parts[i, g]`: squared correlation of the drawn work of item `studied[i]`, before the common factor,
    with
    row g of `reached` (each of mean 0 and length 1), as drawn by `replicate` with the same seed."""
    for index in prange(studied.shape[0]):
        _own_part(seed, studied[index], table[studied[index]], reached, parts[index])


@kernel
def common_factor(seed: np.uint64, sigma: float, factor: np.ndarray) -> None:
    """The common factor of each future, as in `replicate`."""
    for draw in range(factor.shape[0]):
        factor[draw] = np.exp(sigma * normal(seed, draw, 0))


@kernel
def _quantiles_of(values: np.ndarray, levels: np.ndarray, found: np.ndarray) -> None:
    bins = 1024
    count = values.shape[0]
    low, high = values[0], values[0]
    for index in range(count):
        low = min(low, values[index])
        high = max(high, values[index])
    if not high > low:
        for level in range(levels.shape[0]):
            found[level] = low
        return
    scale = (bins - 1) / (np.float64(high) - np.float64(low))
    tally = np.zeros(bins, np.int64)
    for index in range(count):
        tally[int((np.float64(values[index]) - low) * scale)] += 1
    wanted = np.zeros(bins, np.bool_)
    below = np.zeros(bins, np.int64)
    for level in range(levels.shape[0]):
        rank = int(levels[level] * (count - 1))
        for place in (rank, min(rank + 1, count - 1)):
            at, passed = 0, 0
            while passed + tally[at] <= place:
                passed += tally[at]
                at += 1
            wanted[at] = True
    skipped, kept = 0, 0
    for at in range(bins):
        below[at] = skipped
        if wanted[at]:
            kept += tally[at]
        else:
            skipped += tally[at]
    some = np.empty(kept, np.float64)
    size = 0
    for index in range(count):
        if wanted[int((np.float64(values[index]) - low) * scale)]:
            some[size] = values[index]
            size += 1
    some.sort()
    for level in range(levels.shape[0]):
        exact = levels[level] * (count - 1)
        rank = int(exact)
        ends = np.zeros(2)
        for side in range(2):
            place = min(rank + side, count - 1)
            at, passed = 0, 0
            while passed + tally[at] <= place:
                passed += tally[at]
                at += 1
            ends[side] = some[place - below[at]]
        found[level] = ends[0] + (ends[1] - ends[0]) * (exact - rank)


@parallel_kernel
def row_quantiles(values: np.ndarray, levels: np.ndarray, found: np.ndarray) -> None:
    """`found[row, l]`: quantile `levels[l]` of `values[row]`, linear between order statistics as in numpy.

    Exact: a histogram says in which bins the order statistics lie, and only those bins are sorted.
    """
    for row in prange(values.shape[0]):
        _quantiles_of(values[row], levels, found[row])
