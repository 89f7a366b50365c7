"""What holds together: chances that several dates are held, and whose slip moves whose finish."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.measures import own_correlations, own_sums

_FITTED = 4_000  # futures that weights are taken from; slips are read from all others
_LATE = 0.85  # from which quantile of its own work on something counts as late
_ERRORS = 3.0  # standard errors below which a difference is noise
_LEAST_DAYS = 0.05
_DATED = 40  # dates of which pairs are told

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """`chance` that both groups hold their dates; `apart`: what it would be did neither know of the other."""

    first: str
    second: str
    chance: float
    apart: float


@dataclass(frozen=True)
class Slip:
    """In the 15 of 100 futures in which `late` has the most own work, it ends `own_days` later than in the
    others, and `moved` ends `days` later, with a standard error of `error` days.

    Own work is drawn apart from all other work and from what all work has in common, so that `days` is what
    the one does to the other, not what happens to both.
    """

    late: str
    moved: str
    own_days: float
    days: float
    error: float


@dataclass(frozen=True)
class Joint:
    """`all_held`: chance that every group with a date holds it, None without one. `pairs` of the groups with
    dates; `slips` of these groups and, in `product_slips`, of products: only what is more than noise. `held`:
    chance by name of a set of groups that every one of them with a date holds it.
    """

    all_held: float | None = None
    pairs: tuple[Pair, ...] = ()
    slips: tuple[Slip, ...] = ()
    product_slips: tuple[Slip, ...] = ()
    held: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """Something that ends: its members' rows, first and last rank, its end in every future, and its date."""

    name: str
    rows: NDArray[np.int64]
    ranks: tuple[int, int]
    ends: Singles
    date: float | None = None


@dataclass(frozen=True)
class Work:
    """What the work of each item is drawn from."""

    seed: np.uint64
    keys: NDArray[np.uint64]
    table: Floats


def joint_of(
    groups: Sequence[Subject],
    products: Sequence[Subject],
    work: Work,
    sets: Mapping[str, Collection[str]] | None = None,
) -> Joint:
    """Statements about `groups` that have a date, and about `products` where there are two or more; about
    those of each of `sets` of groups together.
    """
    dated = [row for row in groups if row.date is not None]
    held = np.array([row.ends <= (row.date or 0.0) + 1e-4 for row in dated])
    told = sorted(range(len(dated)), key=lambda place: dated[place].ranks[1])[:_DATED]
    return Joint(
        all_held=float(held.all(axis=0).mean()) if dated else None,
        pairs=_pairs([dated[place] for place in sorted(told)], held[sorted(told)] if dated else held),
        slips=_slips([dated[place] for place in sorted(told)], work),
        product_slips=_slips(list(products), work),
        held=_held_in([row.name for row in dated], held, sets or {}),
    )


def _held_in(
    names: Sequence[str], held: NDArray[np.bool_], sets: Mapping[str, Collection[str]]
) -> dict[str, float]:
    """Of each set that has a group with a date: chance that all of these hold."""
    found = {}
    for name, members in sets.items():
        rows = [place for place, group in enumerate(names) if group in members]
        if rows:
            found[name] = float(held[rows].all(axis=0).mean())
    return found


def _pairs(dated: list[Subject], held: NDArray[np.bool_]) -> tuple[Pair, ...]:
    alone = held.mean(axis=1) if dated else held
    return tuple(
        Pair(
            dated[first].name,
            dated[second].name,
            float((held[first] & held[second]).mean()),
            float(alone[first] * alone[second]),
        )
        for first in range(len(dated))
        for second in range(first + 1, len(dated))
    )


def _slips(subjects: list[Subject], work: Work) -> tuple[Slip, ...]:
    found: list[Slip] = []
    for late in subjects:
        others = [row for row in subjects if row is not late and _may_move(late, row)]
        if others:
            found += _moved_by(late, others, work)
    return tuple(found)


def _may_move(late: Subject, moved: Subject) -> bool:
    """Not what ranks above it, and not a part of it or what it is a part of."""
    shared = np.intersect1d(late.rows, moved.rows).size
    return late.ranks[0] <= moved.ranks[1] and shared < min(late.rows.size, moved.rows.size)


def _moved_by(late: Subject, others: list[Subject], work: Work) -> list[Slip]:
    """The slips of `late`. Its own work is the sum over its items of drawn work, weighed by its correlation
    with the end in the first futures; all else is read from the rest."""
    fitted = min(_FITTED, late.ends.shape[0] // 2)
    own = _own_work(late, work, fitted)
    rest = own[fitted:]
    if rest.size < 100 or not rest.std() > 1e-9:
        return []
    is_late = rest > np.quantile(rest, _LATE)
    if not is_late.any() or is_late.all():
        return []
    own_days, own_error = _later(late.ends[fitted:], is_late)
    if own_days < _ERRORS * own_error:
        return []
    found = []
    for other in others:
        days, error = _later(other.ends[fitted:], is_late)
        if days > max(_ERRORS * error, _LEAST_DAYS):
            found.append(Slip(late.name, other.name, own_days, days, error))
    return found


def _own_work(late: Subject, work: Work, fitted: int) -> Floats:
    rows = late.rows[work.table[late.rows, -1] > work.table[late.rows, 0]]
    centred = late.ends[:fitted].astype(np.float64)
    centred -= centred.mean()
    length = float(np.sqrt(centred @ centred))
    own = np.zeros(late.ends.shape[0])
    if length > 1e-6 and rows.size:
        weights = np.zeros((rows.shape[0], 1))
        scaled = (centred / length)[np.newaxis, :]
        own_correlations(work.seed, work.keys[rows], work.table[rows], scaled, weights)
        own_sums(work.seed, work.keys[rows], work.table[rows], weights[:, 0], own)
    return own


def _later(ends: Singles, is_late: NDArray[np.bool_]) -> tuple[float, float]:
    """By how many days the mean end is later in the late futures, and its standard error."""
    with_it, without = ends[is_late].astype(np.float64), ends[~is_late].astype(np.float64)
    error = np.sqrt(with_it.var() / with_it.size + without.var() / without.size)
    return float(with_it.mean() - without.mean()), float(error)
