"""When will so many items be done, how many by then: from weekly counts alone, with chances that hold.

Two models of the counts look ahead, a drifting negative binomial and a grid of count smoothers; their
quantile functions are averaged on the scale of log(1 + x) (Vincent 1912; Lichtendahl, Grushka-Cockayne and
Winkler 2013) and read through maps fitted on many projects. docs/algorithms/throughput.md tells it in prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.calibrate import Map, between
from pilothouse.engine.forecast.history.counts import (
    Asked,
    Series,
    drift_futures,
    grid_futures,
    resampled_futures,
)
from pilothouse.engine.forecast.history.prior import Prior, default_prior
from pilothouse.engine.forecast.history.score import LEVELS

Floats = NDArray[np.float64]
LEAST_WEEKS = 4
HORIZON = 520  # weeks that are simulated; what lies beyond goes on at the last rate
_SEED_BITS = 0xFFFFFFFFFFFFFFFF
_QUIET = 13
_NEVER = 1e12
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Spread:
    """A quantile function at `score.LEVELS`, calibrated."""

    values: tuple[float, ...]

    def at(self, level: float) -> float:
        """The value that is not exceeded with chance `level` (0..1)."""
        place = min(max(level * len(self.values) - 0.5, 0.0), len(self.values) - 1.0)
        low = min(int(place), len(self.values) - 2)
        first, last = self.values[low], self.values[low + 1]
        if not isfinite(last):
            return first if place == low else last
        return first + (place - low) * (last - first)

    def chance(self, value: float) -> float:
        """Chance of no more than `value`."""
        return float(np.searchsorted(np.array(self.values), value, side="right")) / len(self.values)


@dataclass(frozen=True)
class Outlook:
    """`dates`: weeks from the end of the history until so many items are done. `counts`: items + U(0, 1)
    after so many weeks; ask `at_least`. `note` says in words what this rests on and what it cannot say.
    """

    dates: dict[int, Spread]
    counts: dict[int, Spread]
    weeks: int
    items: int
    layer: str
    note: str
    prior: str

    def when(self, items: int, level: float) -> float:
        """Weeks within which `items` are done with chance `level`; infinity when no date can be given."""
        return self.dates[items].at(level)

    def at_least(self, weeks: int, level: float) -> int:
        """How many items are done after `weeks` with chance `level` or more."""
        return max(0, int(np.floor(self.counts[weeks].at(1 - level))))

    def chance(self, items: int, weeks: float) -> float:
        """Chance that `items` (one of those asked for) are done within `weeks`."""
        return self.dates[items].chance(weeks)


def forecast_throughput(
    counts: Sequence[int],
    *,
    items: Sequence[int] = (10, 30, 100),
    weeks: Sequence[int] = (1, 2, 6, 13),
    first_monday: date | None = None,
    prior: Prior | None = None,
    seed: int = 0,
    draws: int = 2_000,
    calibrated: bool = True,
) -> Outlook:
    """Look ahead from `counts`, finished items a week, oldest first, the last week complete.

    `first_monday` is that of the first count; with it the year's quiet weeks are known. Less than four weeks
    say little: the rate then comes from other projects, and `note` says so. Raises `InvalidProblem` for
    counts that are negative or not whole, and for targets below one.
    """
    history = _checked(counts)
    totals, ahead = _targets(items, "items"), _targets(weeks, "weeks")
    if draws < 100:
        raise InvalidProblem("At least 100 draws are needed.", where="draws", cure="Ask for 2000.")
    prior = prior or default_prior()
    layer, note = _basis(history, prior)
    if layer == "silent":
        never, none = Spread((float("inf"),) * LEVELS.size), Spread(tuple(LEVELS.tolist()))
        return Outlook(
            dict.fromkeys(totals, never),
            dict.fromkeys(ahead, none),
            history.size,
            0,
            layer,
            note,
            prior.version,
        )
    if layer == "reference":
        moments, sums = _from_others(history, prior, seed, draws, totals, ahead)
    else:
        moments, sums = _from_history(history, prior, seed, draws, totals, ahead, first_monday)
    maps = (prior.dates, prior.counts) if calibrated and layer == "history" else ({}, {})
    return Outlook(
        dates={n: _read(moments[:, row], between(maps[0], n)) for row, n in enumerate(totals)},
        counts={w: _read(sums[:, row], between(maps[1], w)) for row, w in enumerate(ahead)},
        weeks=history.size,
        items=int(history.sum()),
        layer=layer,
        note=note,
        prior=prior.version,
    )


def resampled(
    counts: Sequence[int], *, window: int, items: Sequence[int], weeks: Sequence[int], seed: int, draws: int
) -> tuple[Floats, Floats]:
    """The usual practice as a peer: `(levels, items)` weeks and `(levels, weeks)` items + U(0, 1)."""
    history = _checked(counts)
    asked = _asked(_targets(items, "items"), _targets(weeks, "weeks"), draws)
    resampled_futures(_series(history, None, {}), window, np.uint64(seed & _SEED_BITS), asked)
    return _quantiles(asked)


def _checked(counts: Sequence[int]) -> Floats:
    history = np.asarray(counts, dtype=np.float64).reshape(-1)
    if not np.isfinite(history).all() or (history < 0).any() or (history != np.floor(history)).any():
        row = int(np.flatnonzero(~np.isfinite(history) | (history < 0) | (history != np.floor(history)))[0])
        raise InvalidProblem(
            f"The count {history[row]:g} is not a whole number of 0 or more.",
            where=f"week {row}",
            cure="Give the number of items finished in each week.",
        )
    return history


def _targets(values: Sequence[int], where: str) -> tuple[int, ...]:
    wanted = tuple(sorted({int(value) for value in values}))
    if any(value < 1 for value in wanted):
        raise InvalidProblem(
            f"{wanted[0]} {where} cannot be asked for.", where=where, cure="Ask for 1 or more."
        )
    return wanted


def _basis(history: Floats, prior: Prior) -> tuple[str, str]:
    """Which layer answers, and what has to be said about it."""
    weeks, total = history.size, int(history.sum())
    if weeks < LEAST_WEEKS:
        text = (
            f"{weeks} {'week' if weeks == 1 else 'weeks'} of history say little: this is how other projects "
            f"went ({prior.fitted_on}), with your {total} finished items counted in."
        )
        return "reference", text
    if total == 0:
        text = (
            f"Nothing was finished in the {weeks} weeks on record, so no date can be given; "
            "the first finished items will say more than any model."
        )
        return "silent", text
    text = f"From {weeks} weeks of history with {total} finished items."
    quiet = weeks - 1 - int(np.flatnonzero(history)[-1])
    if quiet >= _QUIET:
        text += (
            f" Nothing was finished in the last {quiet} weeks: the dates suppose that work goes on at all, "
            "which the counts cannot tell."
        )
    return "history", text


def _series(history: Floats, first_monday: date | None, season: dict[int, float]) -> Series:
    def factor(week: int) -> float:
        if first_monday is None:
            return 1.0
        return season.get((first_monday + timedelta(weeks=week)).isocalendar().week, 1.0)

    if first_monday is None or not season:
        return Series(history, np.ones(history.size), np.ones(HORIZON))
    past = np.array([factor(week) for week in range(history.size)])
    return Series(history, past, np.array([factor(history.size + week) for week in range(HORIZON)]))


def _asked(totals: Sequence[int], weeks: Sequence[int], draws: int) -> Asked:
    return Asked(
        totals=np.array(totals, dtype=np.float64),
        weeks=np.array(weeks, dtype=np.int64),
        moments=np.empty((len(totals), draws)),
        sums=np.empty((len(weeks), draws)),
    )


def _from_history(
    history: Floats,
    prior: Prior,
    seed: int,
    draws: int,
    totals: Sequence[int],
    weeks: Sequence[int],
    first_monday: date | None,
) -> tuple[Floats, Floats]:
    series = _series(history, first_monday, dict(prior.season))
    drift, grid = _asked(totals, weeks, draws), _asked(totals, weeks, draws)
    drift_futures(series, prior.drift, np.uint64(seed & _SEED_BITS), drift)
    grid_futures(series, prior.grid, np.uint64((seed ^ 0x5DEECE66D) & _SEED_BITS), grid)
    first, second = _quantiles(drift), _quantiles(grid)
    return _midway(first[0], second[0]), _midway(first[1], second[1])


def _from_others(
    history: Floats, prior: Prior, seed: int, draws: int, totals: Sequence[int], weeks: Sequence[int]
) -> tuple[Floats, Floats]:
    """The rate of a project like others, each weighed by how likely it makes the weeks there are."""
    mean, spread = prior.rate
    rates = np.exp(mean + spread * np.array([-1.8, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.8]))
    prior_weight = np.exp(-0.5 * np.linspace(-1.8, 1.8, rates.size) ** 2)
    shape = 1 / prior.drift.dispersion
    chance = prior_weight * np.prod(
        [(shape / (shape + rates)) ** shape * (rates / (shape + rates)) ** count for count in history]
        or [np.ones_like(rates)],
        axis=0,
    )
    parts = np.floor(np.cumsum(chance / chance.sum()) * draws).astype(np.int64)
    moments, sums = np.empty((len(totals), draws)), np.empty((len(weeks), draws))
    start = 0
    for rate, end in zip(rates, (*parts[:-1], draws), strict=True):
        asked = _asked(totals, weeks, int(end - start))
        steady = Series(np.full(26, round(float(rate) * 16) / 16), np.ones(26), np.ones(HORIZON))
        drift_futures(steady, prior.drift, np.uint64((seed + int(start)) & _SEED_BITS), asked)
        moments[:, start:end], sums[:, start:end] = asked.moments, asked.sums
        start = int(end)
    return _quantiles(Asked(np.empty(0), np.empty(0, dtype=np.int64), moments, sums))


def _quantiles(asked: Asked) -> tuple[Floats, Floats]:
    """`(levels, totals)` and `(levels, weeks)`; counts are spread over their unit, evenly, without dice."""
    late = np.minimum(asked.moments, _NEVER)  # infinities cannot be interpolated
    moments = np.quantile(late, LEVELS, axis=1) if late.size else np.empty((LEVELS.size, 0))
    moments[moments >= _NEVER / 2] = np.inf
    even = (np.arange(asked.sums.shape[1]) * _GOLDEN) % 1.0
    sums = np.sort(asked.sums, axis=1) + even
    found = np.quantile(sums, LEVELS, axis=1) if sums.size else np.empty((LEVELS.size, 0))
    return moments, found


def _midway(first: Floats, second: Floats) -> Floats:
    middle: Floats = np.expm1((np.log1p(first) + np.log1p(second)) / 2)
    return middle


def _read(quantiles: Floats, how: Map) -> Spread:
    """The spread whose stated chances hold."""
    places = np.array([how.at(float(level)) for level in LEVELS])
    return Spread(tuple(np.interp(places, LEVELS, quantiles).tolist()))
