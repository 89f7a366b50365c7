"""When a team that may begin has done its work, at any pace."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.drift import Walk, pace_in, week_end, week_of
from pilothouse.engine.kernels import kernel


@kernel
def opening_of(opens: np.ndarray, moment: float) -> float:
    """The first moment from `moment` on when all of a team are at work."""
    return opening_in(opens, 0, opens.shape[0] - 1, moment)


@kernel
def opening_in(opens: np.ndarray, first: int, horizon: int, moment: float) -> float:
    """As `opening_of`, where the calendar of a team with `horizon` days begins at `opens[first]`."""
    if moment < horizon:
        day = np.uint32(moment)
        if opens[first + day] != day:
            return float(opens[first + day])
    return moment


@kernel
def end_of(done: np.ndarray, rate: float, most: float, opening: float, work: float) -> float:
    """When a team that goes on at `opening` has done `work` under its calendar."""
    return end_in(done, 0, done.shape[0] - 1, rate, most, opening, work)


@kernel
def end_in(
    done: np.ndarray, first: int, horizon: int, rate: float, most: float, opening: float, work: float
) -> float:
    """As `end_of`, where the calendar of a team with `horizon` days begins at `done[first]`."""
    if opening >= horizon:
        return opening + work / rate
    day = np.uint32(opening)
    until = np.uint32(min(day + work / most, float(horizon)))
    target = done[first + day] + (done[first + day + 1] - done[first + day]) * (opening - day) + work
    while until > day and done[first + until] >= target:
        until = np.uint32(until - 1)
    while until < horizon and done[first + until + 1] < target:
        until = np.uint32(until + 1)
    if until < horizon:
        rate = done[first + until + 1] - done[first + until]
    return float(until + (target - done[first + until]) / rate)


@kernel
def done_by(done: np.ndarray, rate: float, moment: float) -> float:
    """What a team can do from the start of the plan to `moment`."""
    return done_in(done, 0, done.shape[0] - 1, rate, moment)


@kernel
def done_in(done: np.ndarray, first: int, horizon: int, rate: float, moment: float) -> float:
    """As `done_by`, where the calendar of a team with `horizon` days begins at `done[first]`."""
    if moment >= horizon:
        return float(done[first + horizon] + (moment - horizon) * rate)
    day = np.uint32(moment)
    return float(done[first + day] + (done[first + day + 1] - done[first + day]) * (moment - day))


@kernel
def paced_end(
    done: np.ndarray, rate: float, most: float, opening: float, work: float, pace: np.ndarray, walk: Walk
) -> float:
    """As `end_of`, at the `pace` of each week."""
    return paced_end_in(done, 0, done.shape[0] - 1, rate, most, opening, work, pace, walk)


@kernel
def paced_end_in(
    done: np.ndarray,
    first: int,
    horizon: int,
    rate: float,
    most: float,
    opening: float,
    work: float,
    pace: np.ndarray,
    walk: Walk,
) -> float:
    """As `end_in`, at the `pace` of each week."""
    week = week_of(opening)
    while True:
        until, now = week_end(week), pace_in(week, pace, walk)
        ending = end_in(done, first, horizon, rate, most, opening, work / now)
        if ending <= until:
            return ending
        can = done_in(done, first, horizon, rate, until) - done_in(done, first, horizon, rate, opening)
        work -= can * now
        opening = until
        week += 1


@kernel
def paced_by(
    done: np.ndarray, rate: float, since: float, until: float, pace: np.ndarray, walk: Walk
) -> float:
    """What a team does from `since` to `until` at the `pace` of each week."""
    total, week = 0.0, week_of(since)
    while since < until:
        stop = min(week_end(week), until)
        total += (done_by(done, rate, stop) - done_by(done, rate, since)) * pace_in(week, pace, walk)
        since = stop
        week += 1
    return total
