"""Work that is laid down while one of its people is on better-ranked work, and taken up again afterwards.

In a strict problem nothing waits for what ranks below it. So the times of all better-ranked items of a future
are known when an item is laid, and the item is done around them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.calendars import done_by, end_of, opening_of, paced_by, paced_end
from pilothouse.engine.forecast.futures.drift import Walk
from pilothouse.engine.kernels import kernel


class Shifts(NamedTuple):
    """CSR over items: whose better-ranked work interrupts an item (`stop`), and whose time it takes from
    worse-ranked ones (`take`). Holders (people and units of pools) are numbered; each has room for as many
    spans as items take from it, from `span_at` on."""

    stop_at: NDArray[np.int64]
    stop: NDArray[np.int64]
    take_at: NDArray[np.int64]
    take: NDArray[np.int64]
    span_at: NDArray[np.int64]


class Taken(NamedTuple):
    """Of each future when each holder is taken: spans in order that do not touch."""

    since: NDArray[np.float64]  # (lanes, spans)
    until: NDArray[np.float64]
    number: NDArray[np.int64]  # (lanes, holders) of spans


class Team(NamedTuple):
    """The calendar that an item is done under: none for a duration, or for what needs no one."""

    there: bool
    timed: bool
    done: NDArray[np.float64]
    opens: NDArray[np.int64]
    rate: float
    most: float


@kernel
def new_taken(shifts: Shifts, lanes: int) -> Taken:
    holders = shifts.span_at.shape[0] - 1
    spans = shifts.span_at[holders]
    return Taken(np.empty((lanes, spans)), np.empty((lanes, spans)), np.zeros((lanes, holders), np.int64))


@kernel
def take(shifts: Shifts, taken: Taken, item: int, lane: int, since: float, until: float) -> None:
    """Note that `item` holds its people from `since` to `until`. Spans that meet become one."""
    if until <= since:
        return
    for place in range(shifts.take_at[item], shifts.take_at[item + 1]):
        holder = shifts.take[place]
        at, count = shifts.span_at[holder], taken.number[lane, holder]
        begins, ends = taken.since[lane, at:], taken.until[lane, at:]
        last = count
        while last > 0 and begins[last - 1] > until:
            last -= 1
        first, low, high = last, since, until
        while first > 0 and ends[first - 1] >= since:
            first -= 1
            low, high = min(low, begins[first]), max(high, ends[first])
        fewer = last - first - 1
        if fewer < 0:
            for spot in range(count, last, -1):
                begins[spot], ends[spot] = begins[spot - 1], ends[spot - 1]
        elif fewer > 0:
            for spot in range(last, count):
                begins[spot - fewer], ends[spot - fewer] = begins[spot], ends[spot]
        begins[first], ends[first] = low, high
        taken.number[lane, holder] = count - fewer


@kernel
def _clear(shifts: Shifts, taken: Taken, item: int, lane: int, moment: float) -> tuple[float, float]:
    """The first moment from `moment` on at which no one of the item is taken, and when someone is next."""
    moved = True
    following = np.inf
    while moved:
        moved, following = False, np.inf
        for place in range(shifts.stop_at[item], shifts.stop_at[item + 1]):
            holder = shifts.stop[place]
            at = shifts.span_at[holder]
            low, high = at, at + taken.number[lane, holder]
            while low < high:
                middle = (low + high) // 2
                if taken.until[lane, middle] > moment:
                    high = middle
                else:
                    low = middle + 1
            if low < at + taken.number[lane, holder]:
                if taken.since[lane, low] <= moment:
                    moment = taken.until[lane, low]
                    moved = True
                else:
                    following = min(following, taken.since[lane, low])
    return moment, following


@kernel
def around(  # lint: sizes, because a kernel is compiled whole
    shifts: Shifts,
    taken: Taken,
    item: int,
    lane: int,
    team: Team,
    drifts: bool,
    pace: np.ndarray,
    walk: Walk,
    moment: float,
    work: float,
    delay: float,
) -> tuple[float, float]:
    """When an item that may begin at `moment` begins, and when `work` and then `delay` are done."""
    begun = -1.0
    calendar = team.there and not team.timed and work > 0.0
    left = work if calendar else work + delay
    while True:
        moment, following = _clear(shifts, taken, item, lane, moment)
        if begun < 0.0:
            while team.there and work > 0.0:
                opening = opening_of(team.opens, moment)
                if opening == moment:
                    break
                moment, following = _clear(shifts, taken, item, lane, opening)
            begun = moment
        if not calendar:
            ending = moment + left
        elif drifts:
            ending = paced_end(team.done, team.rate, team.most, moment, left, pace, walk)
        else:
            ending = end_of(team.done, team.rate, team.most, moment, left)
        if ending <= following:
            if not calendar or delay <= 0.0:
                return begun, ending
            moment, left, calendar = ending, delay, False
            continue
        if not calendar:
            left -= following - moment
        elif drifts:
            left -= paced_by(team.done, team.rate, moment, following, pace, walk)
        else:
            left -= done_by(team.done, team.rate, following) - done_by(team.done, team.rate, moment)
        left = max(left, 0.0)
        moment = following
