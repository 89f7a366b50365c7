"""Records as a graph: near ones are joined, more strongly the more neighbours they share."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.caching import kept
from pilothouse.engine.text.space import Near, Vectors

Numbers = NDArray[np.int32]

_SAME = 0.90  # cosine from which a record says what another one said
_ONE_AT_A_TIME = threading.Lock()  # igraph draws from one generator for the whole process


def leaders(near: Near) -> Numbers:
    """For each record the one it is a near-copy of, itself where it leads.

    Records are visited by falling mean likeness of their five nearest; one that nobody has claimed follows a
    leader among its neighbours that is alike at 0.90, or else leads and claims those unclaimed that are.
    """
    n = len(near.rows)
    dense = near.likeness[:, :5].astype(np.float64).mean(axis=1) if near.rows.size else np.zeros(n)
    return np.asarray(_claim(np.argsort(-dense, kind="stable"), near.rows, near.likeness, _SAME), np.int32)


@kept
def _claim(order: Any, rows: Any, likeness: Any, least: Any) -> Any:
    led_by = np.full(len(rows), -1, np.int32)
    for at in order:
        if led_by[at] >= 0:
            continue
        led_by[at] = at
        for place in range(rows.shape[1]):
            other = rows[at, place]
            if other >= 0 and led_by[other] == other and likeness[at, place] >= least:
                led_by[at] = other
                break
        if led_by[at] != at:
            continue
        for place in range(rows.shape[1]):
            other = rows[at, place]
            if other >= 0 and led_by[other] < 0 and likeness[at, place] >= least:
                led_by[other] = at
    return led_by


def edges(near: Near, least: float) -> tuple[Numbers, Vectors]:
    """Pairs (m, 2) of neighbours at least `least` alike, and how much of their neighbourhoods they share
    (m,).

    The weight is Jaccard's share of the two lists of neighbours, each with the record itself; pairs that
    share nothing else are left out (shared nearest neighbours: Jarvis, Patrick 1973).
    """
    pairs, weights = _shared(near.rows, np.sort(near.rows, axis=1), near.likeness, least)
    return pairs, weights


@kept
def _shared(rows: Any, ordered: Any, likeness: Any, least: Any) -> Any:
    n, k = rows.shape
    pairs = np.empty((n * k, 2), np.int32)
    weights = np.empty(n * k, np.float32)
    count = 0
    for at in range(n):
        for place in range(k):
            other = rows[at, place]
            if other < 0 or likeness[at, place] < least:
                continue
            if other < at and _holds(ordered, other, at):
                continue  # told from the other side
            both = _common(ordered[at], ordered[other])
            both += _holds(ordered, other, at) + _holds(ordered, at, other)
            share = both / (2 * (k + 1) - both)
            if share > 0:
                pairs[count, 0], pairs[count, 1], weights[count] = at, other, share
                count += 1
    return pairs[:count].copy(), weights[:count].copy()


@kept
def _holds(ordered: Any, at: Any, other: Any) -> Any:
    place = np.searchsorted(ordered[at], other)
    return 1 if place < ordered.shape[1] and ordered[at, place] == other else 0


@kept
def _common(one: Any, two: Any) -> Any:
    here, there, both = 0, 0, 0
    while here < len(one) and there < len(two):
        if one[here] == two[there]:
            both += one[here] >= 0
            here += 1
            there += 1
        elif one[here] < two[there]:
            here += 1
        else:
            there += 1
    return both


def with_neighbours(values: NDArray[np.float64], pairs: Numbers, weights: Vectors) -> NDArray[np.float64]:
    """The mean of each record's value (n,), weighing 1, and those that it is joined to, by their edges."""
    one, other = pairs[:, 0], pairs[:, 1]
    n = len(values)
    total = (
        values + np.bincount(one, weights * values[other], n) + np.bincount(other, weights * values[one], n)
    )
    return np.asarray(total / (1 + np.bincount(one, weights, n) + np.bincount(other, weights, n)))


def communities(
    n: int, pairs: Numbers, weights: Vectors, *, seed: int, start: Numbers | None = None
) -> Numbers:
    """A number for each record, the same for those that belong together, dense from 0.

    Leiden by modularity (Traag, Waltman, van Eck 2019), two rounds; `start` is where it begins.
    """
    import igraph

    graph = igraph.Graph(n=n, edges=pairs)
    how: dict[str, Any] = {} if start is None else {"initial_membership": start.tolist()}
    with _ONE_AT_A_TIME:
        igraph.set_random_number_generator(_Draws(seed))
        found = graph.community_leiden(
            objective_function="modularity",
            weights=weights.astype(np.float64),
            resolution=1.0,
            n_iterations=2,
            **how,
        )
    return np.unique(np.asarray(found.membership), return_inverse=True)[1].astype(np.int32)


class _Draws:
    """What igraph asks of a generator, from one that is seeded."""

    def __init__(self, seed: int) -> None:
        self._draw = np.random.default_rng(seed)

    def random(self) -> float:
        return float(self._draw.random())

    def randint(self, low: int, high: int) -> int:
        """Both ends included."""
        return int(self._draw.integers(low, high, endpoint=True))

    def gauss(self, mean: float, spread: float) -> float:
        return float(self._draw.normal(mean, spread))
