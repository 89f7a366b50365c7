"""Problems of pools only as integer arrays, with all pools of a moment in as few machine words as they take.

Every pool has a lane of a 64-bit word with a guard bit above it, so that one subtraction and one comparison
tell whether an item fits (Lamport 1975).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.schedule.compiled import Compiled, Ints

Words = NDArray[np.uint64]

_HORIZON = 1_000_000
_LANES = 64


class Pools(NamedTuple):
    """A problem in whole days, items numbered so that predecessors come first."""

    length: Ints
    earliest: Ints
    need: Words  # (items, words) units of all pools, packed
    pred_at: Ints
    pred: Ints
    lag: Ints
    full: Words  # (words,) capacities, with the guard bits set
    guard: Words


def fits(compiled: Compiled) -> bool:
    """Whether this search can take the problem: whole times, FS only, pools only, no dates to keep."""
    whole = all(
        np.array_equal(values, np.round(values))
        for values in (compiled.work, compiled.earliest, compiled.pred_lag)
    )
    if not whole or not compiled.timed.all() & (compiled.work >= 0).all() or compiled.pred_kind.any():
        return False
    if (
        not compiled.is_free
        or compiled.slot.size
        or compiled.pinned.size
        or np.isfinite(compiled.deadline).any()
    ):
        return False
    if compiled.group_deadline.size or (compiled.fixed >= 0).any() or np.ptp(compiled.weight) > 0:
        return False
    after = np.repeat(np.arange(compiled.work.size), np.diff(compiled.pred_at))
    # Such lags keep the order of starts, and of finishes, an order of the precedence.
    shortest = np.minimum(compiled.work[after], compiled.work[compiled.pred])
    return bool((compiled.pred_lag >= -shortest).all()) and horizon_of(compiled) <= _HORIZON


def horizon_of(compiled: Compiled) -> float:
    lags = np.maximum(compiled.pred_lag, 0.0).sum()
    return float(compiled.work.sum() + lags + compiled.earliest.max(initial=0.0))


def build(compiled: Compiled) -> tuple[Pools, Pools]:
    """The problem forwards and backwards; item `i` of the one is item `items - 1 - i` of the other."""
    items = compiled.work.size
    rank = np.empty(items, dtype=np.int64)
    rank[compiled.order] = np.arange(items)
    need, full, guard = _packed(compiled)
    preds: list[list[tuple[int, int]]] = [[] for _ in range(items)]
    succs: list[list[tuple[int, int]]] = [[] for _ in range(items)]
    for item in range(items):
        after = int(rank[item])
        for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1]):
            before, lag = int(rank[compiled.pred[edge]]), int(compiled.pred_lag[edge])
            preds[after].append((before, lag))
            succs[items - 1 - before].append((items - 1 - after, lag))
    length = compiled.work[compiled.order].astype(np.int64)
    earliest = compiled.earliest[compiled.order].astype(np.int64)
    forth = Pools(length, earliest, need, *_edges(preds), full, guard)
    back = Pools(length[::-1].copy(), np.zeros_like(earliest), need[::-1].copy(), *_edges(succs), full, guard)
    return forth, back


def _edges(rows: list[list[tuple[int, int]]]) -> tuple[Ints, Ints, Ints]:
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(row) for row in rows])
    pairs = np.array([pair for row in rows for pair in row], dtype=np.int64).reshape(-1, 2)
    return at, pairs[:, 0].copy(), pairs[:, 1].copy()


def _packed(compiled: Compiled) -> tuple[Words, Words, Words]:
    """Needs in topological order, capacities and guard bits, each pool in as few bits as it takes."""
    demand = np.where(compiled.work[:, None] > 0, compiled.demand, 0)[compiled.order]
    lanes: list[tuple[int, int, int, int]] = []
    word = bit = 0
    for pool in np.flatnonzero(demand.any(axis=0)).tolist():
        bits = int(compiled.pool[pool]).bit_length()
        if bit + bits + 1 > _LANES:
            word, bit = word + 1, 0
        lanes.append((pool, word, bit, bits))
        bit += bits + 1
    need = np.zeros((demand.shape[0], word + 1), dtype=np.uint64)
    full, guard = np.zeros(word + 1, dtype=np.uint64), np.zeros(word + 1, dtype=np.uint64)
    for pool, at, bit, bits in lanes:
        guard[at] |= np.uint64(1 << (bit + bits))
        full[at] |= np.uint64((1 << (bit + bits)) | (int(compiled.pool[pool]) << bit))
        need[:, at] |= demand[:, pool].astype(np.uint64) << np.uint64(bit)
    return need, full, guard
