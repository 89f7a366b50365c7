"""How good chances of slips would have been: at every origin only what was known then.

Judged by origin and pooled: Brier skill against the base rate that was known, with intervals over origins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.detect.cases import Case, Days, Floats, Signal, Table
from pilothouse.engine.risk.detect.slips import FEWEST, Model, fit

_SAMPLES = 2_000  # of origins, for intervals
_TOP = 0.1  # share of the items whose precision is shown
_BINS = 10

Predict = Callable[[Table, int, NDArray[np.intp]], Floats]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one way to state chances. `skill`: share of the base rate's Brier score that it saves, with its 95 %
    interval over origins. `area`: chance that of a slip and another item it ranks the slip first. `off`: mean
    distance between stated and true share, by tenths of what was stated. `top`: share of slips among the
    tenth of each origin that it ranks first. `look_at`: share of the items of an origin, in its order, that
    hold half of the slips."""

    name: str
    brier: float
    skill: float
    interval: tuple[float, float]
    area: float
    off: float
    top: float
    look_at: float

    @property
    def beats(self) -> bool:
        """Better than the base rate, for certain."""
        return self.interval[0] > 0


@dataclass(frozen=True, slots=True)
class SlipsRecord:
    """`cases` at `origins` that could be looked back on, of which the share `base` slipped; `blind` and
    `ideal`: what `look_at` is without and with full knowledge. `model` is ours; `peers` are judged on the
    same cases."""

    cases: int
    origins: int
    base: float
    blind: float
    ideal: float
    model: Score
    peers: tuple[Score, ...]


def look_back(
    signals: Sequence[Signal],
    cases: Sequence[Case],
    origins: Sequence[int],
    *,
    simple: Sequence[str] = (),
    seed: int = 0,
) -> SlipsRecord:
    """Judge cases seen from each of the ascending days `origins` up to the next, by what was known before it.

    Peers: the base rate of the last year, and a model of each signal in `simple` alone. Raises
    `InvalidProblem` where no origin has `FEWEST` known outcomes and a case that ended.
    """
    table = Table.of(signals, cases)
    ends = [*origins[1:], int(table.seen.max(initial=0)) + 1]
    tested: list[tuple[int, NDArray[np.intp]]] = []
    for origin, end in zip(origins, ends, strict=True):
        rows = np.flatnonzero((table.seen >= origin) & (table.seen < end) & (table.known >= 0))
        if rows.size and table.known_by(origin).size >= FEWEST:
            tested.append((origin, rows))
    if not tested:
        raise InvalidProblem(
            f"No moment has {FEWEST} outcomes before it and one after it.",
            where="history",
            cure="Give a longer history.",
        )
    group = np.concatenate([np.full(rows.size, place) for place, (_, rows) in enumerate(tested)])
    came = np.concatenate([table.came[rows] for _, rows in tested])
    ways: list[tuple[str, Predict]] = [("model", _model), ("base rate of a year", _lately)]
    ways += [(f"{name} alone", _alone(table, name)) for name in simple]
    base = _stated(table, tested, _base)
    draw = np.random.default_rng(seed).integers(0, len(tested), (_SAMPLES, len(tested)))
    scores = [_score(name, _stated(table, tested, way), base, came, group, draw) for name, way in ways]
    flat = np.random.default_rng(seed + 1).random(came.size)
    return SlipsRecord(
        cases=int(came.size),
        origins=len(tested),
        base=float(came.mean()),
        blind=_look_at(flat, came, group),
        ideal=_look_at(came, came, group),
        model=scores[0],
        peers=tuple(scores[1:]),
    )


def _stated(table: Table, tested: Sequence[tuple[int, NDArray[np.intp]]], way: Predict) -> Floats:
    return np.concatenate([way(table, origin, rows) for origin, rows in tested])


def _model(table: Table, origin: int, rows: NDArray[np.intp]) -> Floats:
    return fit(table, origin).chances(table.values[rows])


def _base(table: Table, origin: int, rows: NDArray[np.intp]) -> Floats:
    return np.full(rows.size, _rate(table.came[table.known_by(origin)]))


def _lately(table: Table, origin: int, rows: NDArray[np.intp]) -> Floats:
    known = table.known_by(origin)
    late = known[table.known[known] >= origin - 365]
    return np.full(rows.size, _rate(table.came[late if late.size >= 20 else known]))


def _rate(came: Floats) -> float:
    return float((came.sum() + 0.5) / (came.size + 1.0))


def _alone(table: Table, name: str) -> Predict:
    place = [signal.name for signal in table.signals].index(name)

    def way(whole: Table, origin: int, rows: NDArray[np.intp]) -> Floats:
        less = Table((whole.signals[place],), whole.values[:, [place]], whole.seen, whole.known, whole.came)
        found: Model = fit(less, origin)
        return found.chances(less.values[rows])

    return way


def _score(
    name: str, stated: Floats, base: Floats, came: Floats, group: Days, draw: NDArray[np.int64]
) -> Score:
    count = int(group.max()) + 1
    lost = np.bincount(group, (stated - came) ** 2, count)
    lost_base = np.bincount(group, (base - came) ** 2, count)
    samples = 1 - lost[draw].sum(axis=1) / np.maximum(lost_base[draw].sum(axis=1), 1e-12)
    low, high = np.quantile(samples, (0.025, 0.975))
    return Score(
        name=name,
        brier=float(lost.sum() / came.size),
        skill=float(1 - lost.sum() / max(lost_base.sum(), 1e-12)),
        interval=(float(low), float(high)),
        area=_area(stated, came),
        off=_off(stated, came),
        top=_top(stated, came, group),
        look_at=_look_at(stated, came, group),
    )


def _area(stated: Floats, came: Floats) -> float:
    """Ties count half (Mann and Whitney 1947)."""
    _, where, size = np.unique(stated, return_inverse=True, return_counts=True)
    middle = np.cumsum(size) - (size - 1) / 2
    slips = came > 0
    many, rest = int(slips.sum()), int((~slips).sum())
    if not many or not rest:
        return 0.5
    return float((middle[where][slips].sum() - many * (many + 1) / 2) / (many * rest))


def _off(stated: Floats, came: Floats) -> float:
    bins = np.minimum(_BINS - 1, (stated * _BINS).astype(np.int64))
    return float(np.abs(np.bincount(bins, stated - came, _BINS)).sum() / came.size)


def _top(stated: Floats, came: Floats, group: Days) -> float:
    found = [0.0, 0.0]
    for rows in _groups(group):
        first = rows[np.argsort(-stated[rows], kind="stable")][: max(1, round(_TOP * rows.size))]
        found[0] += float(came[first].sum())
        found[1] += first.size
    return found[0] / found[1]


def _look_at(stated: Floats, came: Floats, group: Days) -> float:
    """Over all origins, items to be looked at for half of the slips of each; items that are ranked alike
    count by their share."""
    looked, items = 0.0, 0
    for rows in _groups(group):
        slips = came[rows].sum()
        if not slips:
            continue
        items += rows.size
        looked += _needed(stated[rows], came[rows], slips / 2)
    return looked / items if items else float("nan")


def _needed(stated: Floats, came: Floats, wanted: float) -> float:
    levels, where = np.unique(-stated, return_inverse=True)
    size = np.bincount(where, minlength=levels.size)
    held = np.bincount(where, came, levels.size)
    reached = np.cumsum(held)
    at = int(np.searchsorted(reached, wanted - 1e-9))
    before = reached[at] - held[at]
    return float(size[:at].sum() + size[at] * (wanted - before) / held[at])


def _groups(group: Days) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(group == place) for place in range(int(group.max()) + 1)]
