"""One item of one future, laid again without a risk."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.calendars import end_of, opening_of, paced_end
from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.drift import STREAM, Walk
from pilothouse.engine.forecast.futures.interrupted import Shifts, Taken, Team, around
from pilothouse.engine.forecast.futures.kernels import Common, Network, Walked
from pilothouse.engine.kernels import kernel, mix

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class Hits(NamedTuple):
    """CSR over futures: `which[at[f]:at[f + 1]]` are the events that came in future f, by number of their
    cause. `touched` and `touched_at`: the items of each cause."""

    at: Counts
    which: Counts
    touched_at: Counts
    touched: Counts


class Watched(NamedTuple):
    """Whose ends are wanted, CSR over sets of items; and, CSR over items, the places in the sequence of what
    follows each. `quick`: whether what lies beside the longest chains is passed over."""

    at: Counts
    rows: Counts
    follow_at: Counts
    follow: Counts
    place: Counts
    quick: bool


class Lane(NamedTuple):
    """One future while it is laid again. `now` and `begun` start as `was` and `was_begun`. `work`, before any
    cause, and `whole` and `held`, work and delay with all causes, are `nan` until they are asked for."""

    was: Floats
    was_begun: Floats
    now: Floats
    begun: Floats
    work: Floats
    whole: Floats
    held: Floats
    mine: NDArray[np.bool_]  # whether the cause that is taken out touches the item
    dirty: NDArray[np.bool_]
    changed: Counts


@kernel
def lay(
    team: Team,
    drifts: bool,
    pace: np.ndarray,
    walk: Walk,
    begin: float,
    work: float,
    held: float,
    least: float,
) -> tuple[float, float]:
    """As an item is laid in `walk_block`, for one future: when it is begun and done, not before `least`
    (below 0: no bound)."""
    plain = team.timed or not team.there
    opening, ending, late = begin, begin, False
    while True:
        if team.there and work > 0.0:
            opening = opening_of(team.opens, opening)
        if plain or work <= 0.0:
            ending = opening + work
        elif drifts:
            ending = paced_end(team.done, team.rate, team.most, opening, work, pace, walk)
        else:
            ending = end_of(team.done, team.rate, team.most, opening, work)
        ending += held
        if late or ending >= least:
            break
        opening += least - ending
        late = True
    if late and ending > least and not plain:
        return max(begin, opening - (ending - least)), least
    return opening, max(ending, least)


@kernel
def relay(  # lint: sizes, because a kernel is compiled whole
    seed: np.uint64,
    draw: int,
    lane: int,
    item: int,
    without: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    taken: Taken,
    columns: np.ndarray,
    causes: Causes,
    walked: Walked,
    state: Lane,
) -> tuple[float, float]:
    """When `item` is begun and done in future `draw` without the cause `without`."""
    begin, least = max(0.0, net.earliest[item]), -1.0
    for edge in range(net.edge_at[item], net.edge_at[item + 1]):
        before, kind = net.edge_from[edge], net.edge_kind[edge]
        moment = (state.now[before] if kind == 0 or kind == 2 else state.begun[before]) + net.edge_lag[edge]
        if kind < 2:
            begin = max(begin, moment)
        else:
            least = max(least, 0.0, moment)
    shared = common.team[item]
    if np.isnan(state.work[item]):
        state.work[item] = (
            drawn(walked.keys[lane], columns[item], net.table[item]) * walked.factor[shared, lane]
        )
    work, delay = state.work[item], 0.0
    for place in range(causes.at[item], causes.at[item + 1]):
        cause = causes.which[place]
        if cause != without:
            work *= causes.scale[cause, draw]
            delay += causes.delay[cause, draw]
    number = net.team[item]
    there = number >= 0
    first, beyond = net.calendar_at[max(number, 0)], net.calendar_at[max(number, 0) + 1]
    team = Team(
        there,
        net.timed[item],
        net.done[first:beyond],
        net.opens[first:beyond],
        net.rate[number] if there else 1.0,
        net.most[number] if there else 1.0,
    )
    drifts = common.drift > 0.0
    pace = walked.paces[shared if drifts else 0, lane if drifts else 0]
    walk = Walk(seed ^ np.uint64(STREAM) ^ common.stream[shared], draw, common.drift)
    if shifts.stop_at[item + 1] > shifts.stop_at[item]:
        opening, ending = begin, begin + work
        for turn in range(2):
            opening, ending = around(shifts, taken, item, 0, team, drifts, pace, walk, opening, work, delay)
            if turn == 1 or ending >= least:
                break
            opening += least - ending
        return opening, max(ending, least)
    return lay(team, drifts, pace, walk, begin, work, delay, least)


@kernel
def drawn(key: np.uint64, column: np.uint64, row: np.ndarray) -> float:
    """The work of one item in one future, before any factor, as `walk_block` draws it."""
    knots = row.shape[0] - 1
    bits = mix(key ^ column)
    spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
    knot = int(spot)
    low = row[knot]
    return float(low + (row[knot + 1] - low) * (spot - knot))


@kernel
def know_work(
    item: int,
    draw: int,
    lane: int,
    common: Common,
    net: Network,
    columns: np.ndarray,
    causes: Causes,
    walked: Walked,
    state: Lane,
) -> None:
    """Fill in `whole` and `held` of an item."""
    work, delay = drawn(walked.keys[lane], columns[item], net.table[item]), 0.0
    work *= walked.factor[common.team[item], lane]
    state.work[item] = work
    for place in range(causes.at[item], causes.at[item + 1]):
        work *= causes.scale[causes.which[place], draw]
        delay += causes.delay[causes.which[place], draw]
    state.whole[item], state.held[item] = work, delay
