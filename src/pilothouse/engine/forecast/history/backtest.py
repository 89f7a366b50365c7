"""Forecasts made as if in the past, and scored: rolling origins over many projects' weekly counts.

Rules: an origin sees nothing after itself; what is asked at an origin depends on facts known there (the rate
of the last 20 weeks, and the length of the record); no case is dropped because it has not ended; averages
give every project the same weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history import score
from pilothouse.engine.forecast.history.calibrate import Map, fit_map
from pilothouse.engine.forecast.history.counts import weigh
from pilothouse.engine.forecast.history.prior import Prior, default_prior
from pilothouse.engine.forecast.history.throughput import (
    LEAST_WEEKS,
    _series,
    forecast_throughput,
    resampled,
)

Floats = NDArray[np.float64]
ITEMS = (10, 30, 100)
WEEKS = (1, 2, 6, 13)
WINDOWS = (10, 20, 30)
PEERS = (*(f"bootstrap{window}" for window in WINDOWS), "velocity")
_FIRST = 8  # weeks of history before the first origin
_ALIVE = 26
_RATE = 20
_ROOM = 2.0  # a target is asked for where the record goes on for this many times the plain expectation
_ORIGINS = 40
_DRAWS = 1_000


@dataclass(frozen=True)
class Cases:
    """Everything that was asked, a row each. `quantiles[method]`: (levels, cases).

    `size` is items (dates) or weeks (counts); `limit` the weeks the record went on; `outcome` weeks until
    done (infinity when open at `limit`) or items done.
    """

    project: NDArray[np.int64]
    origin: NDArray[np.int64]
    size: NDArray[np.int64]
    limit: Floats
    outcome: Floats
    quantiles: dict[str, Floats]

    def only(self, rows: NDArray[np.bool_]) -> Cases:
        """The cases where `rows` is True."""
        parts = (self.project[rows], self.origin[rows], self.size[rows], self.limit[rows], self.outcome[rows])
        return Cases(*parts, {name: values[:, rows] for name, values in self.quantiles.items()})


@dataclass(frozen=True)
class Backtest:
    """`names[project]` is the project's name in `dates` and `counts`."""

    names: tuple[str, ...]
    dates: Cases
    counts: Cases
    prior: str


def origins(weeks: int, every: int) -> range:
    """Weeks of history at each origin: every `every` weeks, at most forty for a long record."""
    return range(_FIRST, weeks, max(every, -(-(weeks - _FIRST) // _ORIGINS)))


def backtest(
    projects: Mapping[str, Sequence[int]],
    *,
    prior: Prior | None = None,
    every: int = 4,
    seed: int = 0,
    calibrated: bool = True,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Forecast every project from every origin. The answer does not depend on `workers`.

    Raises `InvalidProblem` where no project is long enough to look back on.
    """
    prior = prior or default_prior()
    names = tuple(name for name, counts in projects.items() if len(counts) > _FIRST)
    if not names:
        raise InvalidProblem(
            f"No project has more than {_FIRST} weeks.",
            where="history",
            cure="Give longer histories: a look back needs weeks to forecast from and weeks to compare with.",
        )

    def look(number: int) -> tuple[list[Any], list[Any]]:
        counts = np.asarray(projects[names[number]], dtype=np.int64)
        mixed = (seed ^ crc32(names[number].encode())) & 0xFFFFFFFF
        return _project(number, counts, prior, every, mixed, calibrated)

    dates: list[Any] = []
    counts: list[Any] = []
    with ThreadPoolExecutor(max(1, workers)) as pool:
        for done, (more_dates, more_counts) in enumerate(pool.map(look, range(len(names)))):
            dates += more_dates
            counts += more_counts
            if progress is not None:
                progress(done + 1, len(names))
    return Backtest(names, _cases(dates), _cases(counts), prior.version)


def _project(
    number: int, counts: NDArray[np.int64], prior: Prior, every: int, seed: int, calibrated: bool
) -> tuple[list[Any], list[Any]]:
    dates: list[Any] = []
    sums: list[Any] = []
    for origin in origins(counts.size, every):
        past, future = counts[:origin], counts[origin:]
        if past[-_ALIVE:].sum() == 0:
            continue
        rate = past[-_RATE:].mean()
        items = [n for n in ITEMS if rate > 0 and n / rate * _ROOM <= future.size]
        weeks = [w for w in WEEKS if w <= future.size]
        found = _all_methods(past, items, weeks, prior, seed + origin, calibrated)
        total = np.cumsum(future)
        for row, n in enumerate(items):
            quantiles = {name: both[0][:, row] for name, both in found.items()}
            dates.append((number, origin, n, future.size, _moment(total, n), quantiles))
        for row, w in enumerate(weeks):
            quantiles = {name: both[1][:, row] for name, both in found.items()}
            sums.append((number, origin, w, future.size, total[w - 1], quantiles))
    return dates, sums


def _all_methods(
    past: NDArray[np.int64], items: list[int], weeks: list[int], prior: Prior, seed: int, calibrated: bool
) -> dict[str, tuple[Floats, Floats]]:
    history = past.tolist()
    told = forecast_throughput(
        history, items=items, weeks=weeks, prior=prior, seed=seed, draws=_DRAWS, calibrated=calibrated
    )
    found = {
        "ours": (
            np.array([told.dates[n].values for n in items]).reshape(-1, score.LEVELS.size).T,
            np.array([told.counts[w].values for w in weeks]).reshape(-1, score.LEVELS.size).T,
        )
    }
    for window in WINDOWS:
        found[f"bootstrap{window}"] = resampled(
            history, window=window, items=items, weeks=weeks, seed=seed, draws=_DRAWS
        )
    rate = max(float(past[-_RATE:].mean()), 1e-9)
    ones = np.ones((score.LEVELS.size, 1))
    line = (ones * (np.array(items) / rate), ones * (np.array(weeks) * rate) + score.LEVELS[:, None])
    found["velocity"] = line
    return found


def _moment(total: NDArray[np.int64], items: int) -> float:
    """Weeks until `items` are done, within the week in proportion; infinity when the record ends before."""
    if total[-1] < items:
        return float("inf")
    week = int(np.searchsorted(total, items))
    before = int(total[week - 1]) if week else 0
    return week + (items - before) / (int(total[week]) - before)


def _cases(rows: list[Any]) -> Cases:
    columns = list(zip(*(row[:5] for row in rows), strict=True)) or [()] * 5
    whole = [np.array(column, dtype=np.int64) for column in columns[:3]]
    parts = [np.array(column, dtype=np.float64) for column in columns[3:]]
    names = ("ours", *PEERS)
    empty = np.empty((score.LEVELS.size, 0))
    quantiles = {name: np.array([row[5][name] for row in rows]).T if rows else empty for name in names}
    return Cases(whole[0], whole[1], whole[2], parts[0], parts[1], quantiles)


def coverage(cases: Cases, kind: str, method: str, level: float) -> Floats:
    """`(cases,)` whether the statement at `level` held: done by the date, or at least that many items."""
    quantiles = cases.quantiles[method]
    if kind == "dates":
        return score.held_by(quantiles, cases.outcome, cases.limit, level)
    return score.reached_by(quantiles, cases.outcome, level)


def loss(cases: Cases, kind: str, method: str) -> Floats:
    """`(cases,)` CRPS: weeks for dates, up to the end of the record; items for counts."""
    quantiles = cases.quantiles[method]
    if kind == "dates":
        return score.crps(quantiles, cases.outcome, cases.limit)
    return score.crps(quantiles, cases.outcome + 0.5)


def fit_prior(
    projects: Mapping[str, Sequence[int]],
    *,
    start: Prior | None = None,
    version: str,
    fitted_on: str,
    rounds: int = 2,
    every: int = 8,
    seed: int = 0,
    shrink: float = 1.0,
) -> Prior:
    """A prior from these projects: how common each smoother is (expectation maximisation), then the maps.

    `shrink` draws the maps towards no change; one unit weighs as much as one of the nineteen levels at which
    coverage is compared.
    """
    prior = start or default_prior()
    for _ in range(rounds):
        prior = _common(projects, prior)
    plain = Prior(version, fitted_on, prior.drift, prior.grid, prior.season, {}, {}, _rates(projects))
    raw = backtest(projects, prior=plain, every=every, seed=seed, calibrated=False)
    levels = np.arange(1, 20) / 20

    def maps(cases: Cases, kind: str, sizes: Sequence[int]) -> dict[float, Map]:
        found: dict[float, Map] = {}
        for size in sizes:
            some = cases.only(cases.size == size)
            if np.unique(some.project).size < 10:
                continue
            below = [
                score.balanced(coverage(some, kind, "ours", level), some.project)
                if kind == "dates"
                else 1 - score.balanced(coverage(some, kind, "ours", 1 - level), some.project)
                for level in levels.tolist()
            ]
            found[float(size)] = fit_map(levels, np.array(below), weight=shrink)
        return found

    return Prior(
        version,
        fitted_on,
        prior.drift,
        prior.grid,
        prior.season,
        maps(raw.dates, "dates", ITEMS) or dict(prior.dates),
        maps(raw.counts, "counts", WEEKS) or dict(prior.counts),
        plain.rate,
    )


def _common(projects: Mapping[str, Sequence[int]], prior: Prior) -> Prior:
    """Weights of the grid: the mean over projects of what each project's whole history says."""
    rows = len(prior.grid.points)
    weights = np.zeros(rows)
    used = 0
    for counts in projects.values():
        if len(counts) < LEAST_WEEKS or sum(counts) == 0:
            continue
        share, level, usual = np.empty(rows), np.empty(rows), np.empty(rows)
        weigh(_series(np.asarray(counts, dtype=np.float64), None, {}), prior.grid, share, level, usual)
        weights += share
        used += 1
    if used == 0:
        return prior
    even = 0.95 * weights / used + 0.05 / rows
    grid = prior.grid._replace(weights=even)
    return Prior(
        prior.version, prior.fitted_on, prior.drift, grid, prior.season, prior.dates, prior.counts, prior.rate
    )


def _rates(projects: Mapping[str, Sequence[int]]) -> tuple[float, float]:
    means = np.log([max(float(np.mean(counts)), 0.05) for counts in projects.values() if len(counts)])
    return float(means.mean()), float(means.std())
