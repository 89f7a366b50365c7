"""How the pace of a whole team drifts: futures stretched and squeezed in time, week by week.

The log of the pace is a random walk with one step a week, from the pace of now on (a local level model:
Harvey 1989). All work of a team shares it, so that long plans are less certain than short ones in a way
that does not average out over items. The median is the plan's own. After two years the pace stays, and it
never leaves a quarter to four times that of now: nothing was measured beyond.

Where one team does everything, finished futures are stretched (`stretch`). Where there are several, each item
is done at the pace of its own team in the weeks in which it is done (`calendars.paced_end`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel, normal, parallel_kernel, prange

WEEKLY = 0.11  # sd of a week's step, measured on the weekly counts of finished items of a hundred projects
STREAM = 0x94D049BB133111EB  # keeps these draws apart from those of items
_WEEK = 5.0
_FURTHEST = 104  # weeks; beyond them the pace stays
_SLOWEST, _FASTEST = 0.25, 4.0  # times the pace of now
_BLOCK = 64

Singles = NDArray[np.float32]


def stretch(
    moments: Singles,
    *,
    seed: int,
    sigma: float,
    earliest: NDArray[np.float64],
    first: int = 0,
    stream: int = 0,
) -> None:
    """Change `moments`, shape (rows, draws) in working days from the plan's start, in place.

    Column d of any array is future `first + d`, stretched in the same way for the same seed and `stream`.
    Nothing comes to lie before `earliest`, shape (rows,). Calendars of single people, lags and durations are
    stretched too, which is wrong by what they weigh in the plan.
    """
    stretch_each(
        moments,
        np.arange(first, first + moments.shape[1]),
        seed=seed,
        sigma=sigma,
        earliest=earliest,
        stream=stream,
    )


def stretch_each(
    moments: Singles,
    futures: NDArray[np.int64],
    *,
    seed: int,
    sigma: float,
    earliest: NDArray[np.float64],
    stream: int = 0,
) -> None:
    """As `stretch`, where column d is future `futures[d]`."""
    if sigma <= 0 or not moments.size:
        return
    mixed = np.uint64((seed ^ STREAM ^ stream) & 0xFFFFFFFFFFFFFFFF)
    _stretch(moments, futures, mixed, sigma, earliest.astype(np.float32))


class Walk(NamedTuple):
    """What the paces of one future are drawn by."""

    seed: np.uint64
    draw: int
    sigma: float


@kernel
def new_paces(streams: int, lanes: int) -> np.ndarray:
    """`(streams, lanes, …)` rows for `pace_in`: a pace a week, then the walk itself, and how many are
    known."""
    paces = np.empty((streams, lanes, _FURTHEST + 3))
    paces[:, :, _FURTHEST + 2] = 0.0
    return paces


@kernel
def pace_in(week: int, pace: np.ndarray, walk: Walk) -> float:
    """The pace in `week`, at most `_FURTHEST`; what is not known yet is drawn into the row `pace`."""
    known = int(pace[_FURTHEST + 2])
    if week >= known:
        level = pace[_FURTHEST + 1] if known > 0 else 0.0
        while known <= week:
            level += walk.sigma * normal(walk.seed, walk.draw, known)
            pace[known] = np.exp(level) if known == 0 else min(max(np.exp(level), _SLOWEST), _FASTEST)
            known += 1
        pace[_FURTHEST + 1] = level
        pace[_FURTHEST + 2] = known
    return float(pace[week])


@kernel
def week_of(moment: float) -> int:
    """The week in which `moment` lies, the last one for all that is beyond."""
    return int(min(moment / _WEEK, float(_FURTHEST)))


@kernel
def week_end(week: int) -> float:
    """When `week` is over: never, for the last one."""
    return np.inf if week >= _FURTHEST else _WEEK * (week + 1)


@kernel
def paced_days(moment: float, days: float, pace: np.ndarray, walk: Walk) -> float:
    """How many days `days` of work from `moment` on take, at the `pace` of each week."""
    begun, week = moment, week_of(moment)
    while True:
        now, until = pace_in(week, pace, walk), week_end(week)
        if moment + days / now <= until:
            return moment + days / now - begun
        days -= (until - moment) * now
        moment = until
        week += 1


@parallel_kernel
def _stretch(
    moments: np.ndarray, futures: np.ndarray, seed: np.uint64, sigma: float, earliest: np.ndarray
) -> None:
    rows, draws = moments.shape
    for block in prange((draws + _BLOCK - 1) // _BLOCK):
        first, last = block * _BLOCK, min(draws, (block + 1) * _BLOCK)
        done = np.empty(_FURTHEST + 1)
        pace = new_paces(1, 1)[0, 0]
        for draw in range(first, last):
            walk = Walk(seed, futures[draw], sigma)
            pace[_FURTHEST + 2] = 0.0
            known, done[0] = 0, 0.0
            pace_in(0, pace, walk)
            for row in range(rows):
                moment = moments[row, draw]
                while known < _FURTHEST and done[known] + _WEEK * pace[known] < moment:
                    done[known + 1] = done[known] + _WEEK * pace[known]
                    known += 1
                    pace_in(known, pace, walk)
                low, high = 0, known
                while low < high:
                    middle = (low + high + 1) // 2
                    if done[middle] < moment:
                        low = middle
                    else:
                        high = middle - 1
                moved = _WEEK * low + (moment - done[low]) / pace[low]
                moments[row, draw] = max(moved, earliest[row]) if moment > 0.0 else moment
