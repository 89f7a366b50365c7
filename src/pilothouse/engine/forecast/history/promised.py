"""Estimated dates, looked back on: how often they held, and dates that the record of others gives.

Method, guarantees and a worked case: docs/algorithms/promised.md.

How far off an estimate was is counted as z = ln((actual rest + 14) / (estimated rest + 14)), days that were
left when it was made. A project's dates are estimated from those that had ended before it began, each
weighing the same, at a level a little above the one asked for, as few of them ask for (conformal: Vovk et al.
2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.85, 0.95)
FEWEST = 10  # ended projects from which dates of others are estimated
NEAR = 14.0  # days added to what is left, so that the last days do not count for everything
_SAMPLES = 2_000  # of projects, for intervals


@dataclass(frozen=True, slots=True)
class Estimate:
    """On day `made_on` it was said that `project` ends on day `estimate`; it ended on `actual`. Days are
    numbers of one calendar."""

    project: str
    made_on: int
    estimate: int
    actual: int

    @property
    def left(self) -> float:
        return max(0.0, float(self.estimate - self.made_on))

    @property
    def off(self) -> float:
        return float(np.log((self.actual - self.made_on + NEAR) / (self.left + NEAR)))


@dataclass(frozen=True, slots=True)
class Level:
    """Of dates that should hold with chance `level`: the share that did, and pinball loss, in the log of days
    left, of these dates and of the estimate as it stands. Every project weighs the same; intervals are of
    95 %, over projects."""

    level: float
    held: float
    held_interval: tuple[float, float]
    pinball: float
    pinball_as_it_stands: float
    ratio: float
    ratio_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DatesRecord:
    """`projects` and `estimates` that could be looked back on, with at least `FEWEST` that had ended before;
    `left_out` projects had fewer. `as_it_stands`: the share of their estimates that held."""

    projects: int
    estimates: int
    left_out: int
    as_it_stands: float
    as_it_stands_interval: tuple[float, float]
    levels: tuple[Level, ...]


def backtest_dates(rows: Sequence[Estimate], *, seed: int = 0) -> DatesRecord:
    """Every project's estimates, from those projects alone that ended before it began. Estimates made on the
    last day or after it are passed over. Raises `InvalidProblem` where nothing can be looked back on."""
    by_project: dict[str, list[Estimate]] = {}
    for row in rows:
        if row.made_on < row.actual:
            by_project.setdefault(row.project, []).append(row)
    known = {name: np.array([row.off for row in own]) for name, own in sorted(by_project.items())}
    began = {name: min(row.made_on for row in own) for name, own in by_project.items()}
    ended = {name: max(row.actual for row in own) for name, own in by_project.items()}
    tested: list[tuple[Floats, Floats]] = []
    for name, off in known.items():
        before = [each for each in known if ended[each] < began[name]]
        if len(before) >= FEWEST:
            tested.append((off, record_quantiles(known, before)))
    if not tested:
        raise InvalidProblem(
            f"No project began after {FEWEST} others had ended.",
            where="estimates",
            cure="Add projects that ended earlier.",
        )
    draw = np.random.default_rng(seed)
    samples = draw.integers(0, len(tested), (_SAMPLES, len(tested)))
    stands = np.array([(off <= 0).mean() for off, _ in tested])
    return DatesRecord(
        projects=len(tested),
        estimates=sum(off.size for off, _ in tested),
        left_out=len(known) - len(tested),
        as_it_stands=float(stands.mean()),
        as_it_stands_interval=_interval(stands[samples].mean(axis=1)),
        levels=tuple(_level(place, tested, samples) for place in range(len(LEVELS))),
    )


def record_quantiles(known: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    """Of z at each level, every project weighing the same."""
    values = np.concatenate([known[name] for name in names])
    weights = np.concatenate([np.full(known[name].size, 1.0 / known[name].size) for name in names])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / len(names)
    levels = np.minimum(1.0, np.array(LEVELS) * (len(names) + 1) / len(names))
    places = np.minimum(np.searchsorted(reached, levels - 1e-9), values.size - 1)
    found: Floats = values[order][places]
    return found


def _level(place: int, tested: Sequence[tuple[Floats, Floats]], samples: NDArray[np.int64]) -> Level:
    level = LEVELS[place]
    held = np.array([(off <= dates[place]).mean() for off, dates in tested])
    ours = np.array([_pinball(off - dates[place], level) for off, dates in tested])
    theirs = np.array([_pinball(off, level) for off, _ in tested])
    ratios = ours[samples].mean(axis=1) / np.maximum(theirs[samples].mean(axis=1), 1e-12)
    return Level(
        level=level,
        held=float(held.mean()),
        held_interval=_interval(held[samples].mean(axis=1)),
        pinball=float(ours.mean()),
        pinball_as_it_stands=float(theirs.mean()),
        ratio=float(ours.mean() / max(theirs.mean(), 1e-12)),
        ratio_interval=_interval(ratios),
    )


def _pinball(missed: Floats, level: float) -> float:
    return float(np.maximum(level * missed, (level - 1.0) * missed).mean())


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
