"""Arrays that risks are taken out by, from a plan's network and what was drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.interrupted import Shifts
from pilothouse.engine.forecast.futures.kernels import Network
from pilothouse.engine.forecast.futures.raw import Sets
from pilothouse.engine.risk.lanes import Hits, Watched


def hits_of(causes: Causes, hit: NDArray[np.bool_]) -> Hits:
    """Which events came in which simulation, and the items of each cause."""
    draw, which = np.nonzero(hit.T)
    at = np.searchsorted(draw, np.arange(hit.shape[1] + 1)).astype(np.int64)
    item = np.repeat(np.arange(causes.at.shape[0] - 1), np.diff(causes.at))
    order = np.argsort(causes.which, kind="stable")
    touched_at = np.searchsorted(causes.which[order], np.arange(hit.shape[0] + 1)).astype(np.int64)
    return Hits(at, which.astype(np.int64), touched_at, item[order].astype(np.int64))


def watched_of(net: Network, shifts: Shifts, sets: Sets) -> Watched:
    """What follows each item, and whether what lies beside the longest chains may be passed over."""
    items = net.sequence.shape[0]
    place = np.empty(items, np.int64)
    place[net.sequence] = np.arange(items)
    after = np.repeat(np.arange(items), np.diff(net.edge_at))
    order = np.argsort(net.edge_from, kind="stable")
    follow_at = np.searchsorted(net.edge_from[order], np.arange(items + 1)).astype(np.int64)
    # An item that must not end early begins later the shorter it is: what waits for its begin then does too.
    odd = bool((net.edge_kind % 2 == 1).any() and (net.edge_kind >= 2).any())
    quick = not odd and not shifts.stop.shape[0]
    return Watched(sets.at, sets.rows, follow_at, place[after[order]], place, quick)
