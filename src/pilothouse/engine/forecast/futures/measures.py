"""Kernels that read quantiles, means and shares off futures."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.kernels import draw_keys, item_columns
from pilothouse.engine.kernels import kernel, mix, normal, parallel_kernel, prange

_SAME = 1e-4  # days that single precision cannot tell apart

# To start a parallel kernel takes milliseconds on a busy machine: what only copies and counts runs on one
# thread.


@kernel
def tally(moments: np.ndarray, dates: np.ndarray, sums: np.ndarray, kept_by: np.ndarray) -> None:
    """Add each row of `moments` to `sums`, and to `kept_by[row, d]` how many are not after `dates[row, d]`.

    One after the other, so that it does not matter how many rows or columns come at a time.
    """
    for row in range(moments.shape[0]):
        for date in range(dates.shape[1]):
            until = dates[row, date] + _SAME
            for column in range(moments.shape[1] if until < np.inf else 0):
                kept_by[row, date] += moments[row, column] <= until
        for column in range(moments.shape[1]):
            sums[row] += moments[row, column]


@kernel
def keep(moments: np.ndarray, first: int, at: np.ndarray, kept: np.ndarray) -> None:
    """Copy columns into `kept[at[row]:at[row + 1]]`, from place `first` on, while there is room."""
    for row in range(moments.shape[0]):
        room = at[row + 1] - at[row] - first
        for column in range(min(moments.shape[1], room)):
            kept[at[row] + first + column] = moments[row, column]


@kernel
def last_of(moments: np.ndarray, at: np.ndarray, members: np.ndarray, found: np.ndarray) -> None:
    """`found[g, column]`: the latest of rows `members[at[g]:at[g + 1]]`, of which there is one at least."""
    for group in range(at.shape[0] - 1):
        found[group] = moments[members[at[group]]]
        for place in range(at[group] + 1, at[group + 1]):
            row = members[place]
            for column in range(moments.shape[1]):
                found[group, column] = max(found[group, column], moments[row, column])


@kernel
def common_factor(seed: np.uint64, stream: np.uint64, sigma: float, factor: np.ndarray) -> None:
    """The factor of one team in each future, as in `replicate`."""
    for draw in range(factor.shape[0]):
        factor[draw] = np.exp(sigma * normal(seed, draw, stream))


@kernel
def _drawn(keys: np.ndarray, column: np.uint64, quantiles: np.ndarray, work: np.ndarray) -> None:
    knots = quantiles.shape[0] - 1
    for draw in range(keys.shape[0]):
        bits = mix(keys[draw] ^ column)
        spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
        knot = np.uint32(spot)
        low = quantiles[knot]
        work[draw] = low + (quantiles[knot + np.uint32(1)] - low) * (spot - knot)


@kernel
def _product(first: np.ndarray, second: np.ndarray) -> float:
    """Sum of products, in eight parts, so that the machine does several at a time."""
    parts = np.zeros(8)
    whole = first.shape[0] // 8 * 8
    for at in range(0, whole, 8):
        for lane in range(8):
            parts[lane] += first[at + lane] * second[at + lane]
    total = float(parts.sum())
    for at in range(whole, first.shape[0]):
        total += first[at] * second[at]
    return total


@kernel
def _own_slopes(
    keys: np.ndarray, column: np.uint64, quantiles: np.ndarray, reached: np.ndarray, slopes: np.ndarray
) -> None:
    work = np.empty(keys.shape[0])
    _drawn(keys, column, quantiles, work)
    work -= work.sum() / work.shape[0]
    length = np.sqrt(_product(work, work))
    if length > 1e-6:
        work /= length
        for target in range(reached.shape[0]):
            slopes[target] = _product(work, reached[target])


@parallel_kernel
def own_correlations(
    seed: np.uint64, keys: np.ndarray, table: np.ndarray, reached: np.ndarray, found: np.ndarray
) -> None:
    """`found[i, g]`: correlation of the drawn work of the item with `keys[i]`, before any common factor, with
    row g of `reached` (each of mean 0 and length 1), as drawn by `replicate` with the same seed."""
    columns, rows = item_columns(keys), np.empty(reached.shape[1], np.uint64)
    draw_keys(seed, 0, rows)
    for item in prange(keys.shape[0]):
        _own_slopes(rows, columns[item], table[item], reached, found[item])


@kernel
def own_sums(
    seed: np.uint64, keys: np.ndarray, table: np.ndarray, weights: np.ndarray, found: np.ndarray
) -> None:
    """`found[d]`: sum over items of their weight times the drawn work in future d, each of variance 1."""
    columns, rows = item_columns(keys), np.empty(found.shape[0], np.uint64)
    draw_keys(seed, 0, rows)
    work = np.empty(found.shape[0])
    for item in range(keys.shape[0]):
        _drawn(rows, columns[item], table[item], work)
        work -= work.sum() / work.shape[0]
        length = np.sqrt(_product(work, work) / work.shape[0])
        if length > 1e-9:
            for draw in range(found.shape[0]):
                found[draw] += weights[item] / length * work[draw]


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
def row_quantiles(
    values: np.ndarray, at: np.ndarray, most: int, levels: np.ndarray, found: np.ndarray
) -> None:
    """`found[row, l]`: quantile `levels[l]` of the first `most` of `values[at[row]:at[row + 1]]`, linear
    between order statistics as in numpy.

    Exact: a histogram says in which bins the order statistics lie, and only those bins are sorted.
    """
    for row in prange(at.shape[0] - 1):
        _quantiles_of(values[at[row] : min(at[row] + most, at[row + 1])], levels, found[row])
