"""How the pace of a whole team drifts: futures stretched and squeezed in time, week by week.

The log of the pace is a random walk with one step a week, from the pace of now on (a local level model:
Harvey 1989). All work of a future shares it, so that long plans are less certain than short ones in a way
that does not average out over items. The median is the plan's own. After two years the pace stays, and it
never leaves a quarter to four times that of now: nothing was measured beyond.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import normal, parallel_kernel, prange

WEEKLY = 0.11  # sd of a week's step, measured on the weekly counts of finished items of a hundred projects
_STREAM = 0x94D049BB133111EB  # keeps these draws apart from those of items
_WEEK = 5.0
_FURTHEST = 104  # weeks; beyond them the pace stays
_SLOWEST, _FASTEST = 0.25, 4.0  # times the pace of now
_BLOCK = 64

Singles = NDArray[np.float32]


def stretch(moments: Singles, *, seed: int, sigma: float, earliest: NDArray[np.float64]) -> None:
    """Change `moments`, shape (rows, draws) in working days from the plan's start, in place.

    Column d of any array is stretched in the same way for the same seed. Nothing comes to lie before
    `earliest`, shape (rows,). Calendars of single people, lags and durations are stretched too, which is
    wrong by what they weigh in the plan.
    """
    if sigma <= 0 or not moments.size:
        return
    mixed = np.uint64((seed ^ _STREAM) & 0xFFFFFFFFFFFFFFFF)
    _stretch(moments, mixed, sigma, earliest.astype(np.float32))


@parallel_kernel
def _stretch(moments: np.ndarray, seed: np.uint64, sigma: float, earliest: np.ndarray) -> None:
    rows, draws = moments.shape
    for block in prange((draws + _BLOCK - 1) // _BLOCK):
        first, last = block * _BLOCK, min(draws, (block + 1) * _BLOCK)
        done = np.empty(_FURTHEST + 1)
        pace = np.empty(_FURTHEST + 1)
        for draw in range(first, last):
            known, level = 0, 0.0
            done[0], pace[0] = 0.0, np.exp(sigma * normal(seed, draw, 0))
            for row in range(rows):
                moment = moments[row, draw]
                while known < _FURTHEST and done[known] + _WEEK * pace[known] < moment:
                    if known == 0:
                        level = np.log(pace[0])
                    level += sigma * normal(seed, draw, known + 1)
                    done[known + 1] = done[known] + _WEEK * pace[known]
                    pace[known + 1] = min(max(np.exp(level), _SLOWEST), _FASTEST)
                    known += 1
                low, high = 0, known
                while low < high:
                    middle = (low + high + 1) // 2
                    if done[middle] < moment:
                        low = middle
                    else:
                        high = middle - 1
                moved = _WEEK * low + (moment - done[low]) / pace[low]
                moments[row, draw] = max(moved, earliest[row]) if moment > 0.0 else moment
