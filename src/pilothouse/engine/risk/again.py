"""One future, laid again without a risk: all that can change, and when the watched sets are done then."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.calendars import end_in, opening_in, paced_end_in
from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.drift import STREAM, Walk
from pilothouse.engine.forecast.futures.interrupted import Shifts, Taken, new_taken, take
from pilothouse.engine.forecast.futures.kernels import Common, Network, Walked
from pilothouse.engine.kernels import kernel
from pilothouse.engine.risk.lanes import Hits, Lane, Watched, drawn, know_work, relay


@kernel
def chains(
    lane: int, walked: Walked, watched: Watched, state: Lane, last: np.ndarray, on: np.ndarray
) -> None:
    """`last[s]`: which item of each set ends last; `on`: items on the longest chain to any of these."""
    on[:] = False
    for number in range(watched.at.shape[0] - 1):
        best = watched.rows[watched.at[number]]
        for spot in range(watched.at[number] + 1, watched.at[number + 1]):
            if state.was[watched.rows[spot]] > state.was[best]:
                best = watched.rows[spot]
        last[number] = best
        place = best
        while place >= 0 and not on[place]:
            on[place] = True
            place = walked.binder[place, lane]


@kernel
def saved_by(
    cause: int,
    draw: int,
    lane: int,
    common: Common,
    net: Network,
    columns: np.ndarray,
    causes: Causes,
    hits: Hits,
    prices: Prices,
    walked: Walked,
    state: Lane,
) -> float:
    """Money that work and held people cost less without `cause`."""
    total = 0.0
    for spot in range(hits.touched_at[cause], hits.touched_at[cause + 1]):
        item = hits.touched[spot]
        total += prices.held[item] * causes.delay[cause, draw]
        if prices.work[item] > 0.0 and causes.scale[cause, draw] != 1.0:
            shared = common.team[item]
            if np.isnan(state.work[item]):
                work = drawn(walked.keys[lane], columns[item], net.table[item])
                state.work[item] = work * walked.factor[shared, lane]
            work = state.work[item]
            for place in range(causes.at[item], causes.at[item + 1]):
                if causes.which[place] != cause:
                    work *= causes.scale[causes.which[place], draw]
            total += prices.work[item] * work * (causes.scale[cause, draw] - 1.0)
    return total


@kernel
def lay_all(
    seed: np.uint64,
    draw: int,
    lane: int,
    without: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    columns: np.ndarray,
    causes: Causes,
    walked: Walked,
    state: Lane,
) -> None:
    """Lay everything again: where work is interrupted, whose time is taken is known only by doing so."""
    taken = new_taken(shifts, 1)
    from_start = state.begun.shape[0] > 1
    for item in net.sequence:
        begin, ended = relay(
            seed, draw, lane, item, without, common, net, shifts, taken, columns, causes, walked, state
        )  # fmt: skip
        state.now[item] = ended
        if from_start:
            state.begun[item] = begin
        if shifts.take_at[item + 1] > shifts.take_at[item]:
            take(shifts, taken, item, 0, begin, ended)


@kernel
def lay_changed(  # lint: sizes, because a kernel is compiled whole
    seed: np.uint64,
    draw: int,
    lane: int,
    without: int,
    common: Common,
    net: Network,
    shifts: Shifts,
    taken: Taken,
    columns: np.ndarray,
    causes: Causes,
    hits: Hits,
    watched: Watched,
    walked: Walked,
    state: Lane,
) -> int:
    """Lay again what ends at another moment without a cause; how many items do, the first of
    `state.changed`. Most items are laid here; those with a bound on their finish, or that the cause touches,
    by `relay`."""
    sequence, earliest, number_of, timed = net.sequence, net.earliest, net.team, net.timed
    edge_at, edge_from, edge_kind, edge_lag = net.edge_at, net.edge_from, net.edge_kind, net.edge_lag
    calendar_at, done, opens, rate, most = net.calendar_at, net.done, net.opens, net.rate, net.most
    now, begun, whole, held, dirty = state.now, state.begun, state.whole, state.held, state.dirty
    follow_at, follow, mine = watched.follow_at, watched.follow, state.mine
    first, count, seeded = sequence.shape[0], 0, seed ^ np.uint64(STREAM)
    from_start, drifts = begun.shape[0] > 1, common.drift > 0.0
    for spot in range(hits.touched_at[without], hits.touched_at[without + 1]):
        place = watched.place[hits.touched[spot]]
        dirty[place] = True
        mine[hits.touched[spot]] = True
        first = min(first, place)
    for place in range(first, sequence.shape[0]):
        if not dirty[place]:
            continue
        dirty[place] = False
        item = sequence[place]
        begin, bound = max(0.0, earliest[item]), False
        for edge in range(edge_at[item], edge_at[item + 1]):
            kind = edge_kind[edge]
            if kind >= 2:
                bound = True
            else:
                before = edge_from[edge]
                begin = max(begin, (now[before] if kind == 0 else begun[before]) + edge_lag[edge])
        if bound or mine[item]:
            begin, ended = relay(
                seed, draw, lane, item, without, common, net, shifts, taken, columns, causes, walked, state
            )  # fmt: skip
        else:
            if np.isnan(whole[item]):
                know_work(item, draw, lane, common, net, columns, causes, walked, state)
            work, number = whole[item], number_of[item]
            if number < 0 or work <= 0.0:
                ended = begin + work
            else:
                at = calendar_at[number]
                horizon = calendar_at[number + 1] - at - 1
                begin = opening_in(opens, at, horizon, begin)
                if timed[item]:
                    ended = begin + work
                elif drifts:
                    shared = common.team[item]
                    walk = Walk(seeded ^ common.stream[shared], draw, common.drift)
                    ended = paced_end_in(
                        done, at, horizon, rate[number], most[number], begin, work,
                        walked.paces[shared, lane], walk,
                    )  # fmt: skip
                else:
                    ended = end_in(done, at, horizon, rate[number], most[number], begin, work)
            ended += held[item]
        if ended == now[item] and not (from_start and begin != begun[item]):
            continue
        now[item] = ended
        if from_start:
            begun[item] = begin
        state.changed[count] = item
        count += 1
        for spot in range(follow_at[item], follow_at[item + 1]):
            dirty[follow[spot]] = True
    for spot in range(hits.touched_at[without], hits.touched_at[without + 1]):
        mine[hits.touched[spot]] = False
    return count


@kernel
def read_ends(watched: Watched, state: Lane, last: np.ndarray, all_of: bool, found: np.ndarray) -> None:
    """`found[s]`: when the last of each set is done now. Those whose last item did not move keep theirs,
    unless `all_of` are looked at."""
    for number in range(watched.at.shape[0] - 1):
        if not all_of and state.now[last[number]] == state.was[last[number]]:
            continue
        moment = 0.0
        for spot in range(watched.at[number], watched.at[number + 1]):
            moment = max(moment, state.now[watched.rows[spot]])
        found[number] = moment
