"""Who does what next is decided anew in every future.

Parallel schedule generation (Bedworth and Bailey 1982; Kolisch 1996) as an event simulation: at each moment
at which something ends or becomes ready, the eligible item that the plan starts first and that can be staffed
is started. Items with the same needs wait in one heap; a heap is looked at again only when an item joins it
or somebody it can use is freed, so that nothing is rescanned.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.causes import Causes
from pilothouse.engine.forecast.cost import Prices
from pilothouse.engine.kernels import finish_of, kernel, mix, normal, parallel_kernel, prange

BUNCH = 16  # futures whose finishes are written together: a cache line
_COLUMN = 0x8CB92BA72F3D8DD7
_ROW = 0xD1B54A32D192ED03
_EPS = 1e-9

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Rules(NamedTuple):
    """The plan as a policy. Items are numbered by planned start: a lower number is started first.

    A class is items with the same needs, people chosen and pools. People are numbered as in the problem.
    """

    original: Ints  # (items,) index in the problem
    table: Floats  # (items, knots)
    timed: NDArray[np.bool_]
    earliest: Floats
    awaits: Ints  # (items,) number of predecessors
    succ_at: Ints
    succ: Ints
    succ_kind: Ints
    succ_lag: Floats
    group: Ints  # (items,) class
    room_at: Ints  # (classes + 1,) where the heap of a class lies
    team_size: Ints  # (classes,)
    pinned_at: Ints
    pinned: Ints
    head_at: Ints
    head: Ints  # needs of each head, rarest first
    able_at: Ints  # (needs + 1,)
    able: Ints  # people with each need's skill, least versatile first
    demand: Ints  # (classes, pools)
    pool: Ints
    user_at: Ints  # (people + 1,)
    user: Ints  # classes that each person can serve
    drawer_at: Ints  # (pools + 1,)
    drawer: Ints  # classes that draw on each pool
    crew_at: Ints  # (items + 1,)
    crew: Ints  # planned people: taken when nobody else can be found
    capacity: Floats  # (people, days)
    steady: NDArray[np.bool_]  # (people,) works the same on all days
    most_crew: int


@kernel
def _push(heap: np.ndarray, at: int, size: int, item: int) -> None:
    place = size
    while place > 0:
        above = (place - 1) // 2
        if heap[at + above] <= item:
            break
        heap[at + place] = heap[at + above]
        place = above
    heap[at + place] = item


@kernel
def _pop(heap: np.ndarray, at: int, size: int) -> None:
    """Take out the least of `size`; `size - 1` are left."""
    item = heap[at + size - 1]
    size -= 1
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and heap[at + child + 1] < heap[at + child]:
            child += 1
        if heap[at + child] >= item:
            break
        heap[at + place] = heap[at + child]
        place = child
    heap[at + place] = item


@kernel
def _push_event(times: np.ndarray, codes: np.ndarray, size: int, time: float, code: int) -> None:
    place = size
    while place > 0:
        above = (place - 1) // 2
        if times[above] < time or (times[above] == time and codes[above] <= code):
            break
        times[place] = times[above]
        codes[place] = codes[above]
        place = above
    times[place] = time
    codes[place] = code


@kernel
def _pop_event(times: np.ndarray, codes: np.ndarray, size: int) -> None:
    """Take out the first of `size`; `size - 1` are left."""
    size -= 1
    time, code = times[size], codes[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and (
            times[child + 1] < times[child]
            or (times[child + 1] == times[child] and codes[child + 1] < codes[child])
        ):
            child += 1
        if times[child] > time or (times[child] == time and codes[child] >= code):
            break
        times[place] = times[child]
        codes[place] = codes[child]
        place = child
    times[place] = time
    codes[place] = code


@kernel
def _returns(rules: Rules, person: int, now: float) -> float:
    """`now` when the person is at work, else the day they are again."""
    if rules.steady[person]:
        return now
    last = rules.capacity.shape[1] - 1
    day = min(int(now + _EPS), last)
    if rules.capacity[person, day] > 0.0:
        return now
    while day < last:
        day += 1
        if rules.capacity[person, day] > 0.0:
            return float(day)
    return now


@kernel
def _find_team(rules: Rules, item: int, free: np.ndarray, team: np.ndarray) -> bool:
    """Fill `team` with free people: chosen ones, then the least versatile for each head, rarest first."""
    kind = rules.group[item]
    count = 0
    complete = True
    for place in range(rules.pinned_at[kind], rules.pinned_at[kind + 1]):
        if not free[rules.pinned[place]]:
            return False
    for place in range(rules.pinned_at[kind], rules.pinned_at[kind + 1]):
        team[count] = rules.pinned[place]
        free[team[count]] = False
        count += 1
    for place in range(rules.head_at[kind], rules.head_at[kind + 1]):
        need = rules.head[place]
        found = -1
        for index in range(rules.able_at[need], rules.able_at[need + 1]):
            if free[rules.able[index]]:
                found = rules.able[index]
                break
        if found < 0:
            complete = False
            break
        team[count] = found
        free[found] = False
        count += 1
    for index in range(count):
        free[team[index]] = True
    if complete:
        return True
    if rules.team_size[kind] < 2:
        return False
    for index in range(rules.team_size[kind]):
        team[index] = rules.crew[rules.crew_at[item] + index]
        if not free[team[index]]:
            return False
    return True


@kernel
def _one(
    draw: int,
    seed: np.uint64,
    sigma: float,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    start: np.ndarray,
    finish: np.ndarray,
    binder: np.ndarray,
    ready: np.ndarray,
    ready_by: np.ndarray,
    least: np.ndarray,
    waits: np.ndarray,
    heap: np.ndarray,
    held: np.ndarray,
    sizes: np.ndarray,
    dirty: np.ndarray,
    stack: np.ndarray,
    free: np.ndarray,
    room: np.ndarray,
    team: np.ndarray,
    times: np.ndarray,
    codes: np.ndarray,
) -> float:
    """One future; returns its cost. `stack` holds the classes to look at."""
    items, pools = rules.original.shape[0], rules.pool.shape[0]
    key = mix(seed ^ mix(np.uint64(draw) + np.uint64(_ROW)))
    factor = np.exp(sigma * normal(seed, draw, 0)) if sigma > 0.0 else 1.0
    knots = rules.table.shape[1] - 1
    sizes[:] = 0
    dirty[:] = False
    free[:] = True
    for pool in range(pools):
        room[pool] = rules.pool[pool]
    events, cost = 0, 0.0
    for item in range(items):
        waits[item] = rules.awaits[item]
        ready[item] = rules.earliest[item]
        ready_by[item] = -1
        least[item] = 0.0
        if waits[item] == 0:
            _push_event(times, codes, events, ready[item], items + item)
            events += 1
    while events > 0:
        now = times[0]
        trigger, looks = -1, 0
        while events > 0 and times[0] <= now + _EPS:
            code = codes[0]
            _pop_event(times, codes, events)
            events -= 1
            if code >= 2 * items:
                person = code - 2 * items
                free[person] = True
                for place in range(rules.user_at[person], rules.user_at[person + 1]):
                    kind = rules.user[place]
                    if sizes[kind] > 0 and not dirty[kind]:
                        dirty[kind] = True
                        stack[looks] = kind
                        looks += 1
            elif code >= items:
                item = code - items
                kind = rules.group[item]
                _push(heap, rules.room_at[kind], sizes[kind], item)
                sizes[kind] += 1
                if not dirty[kind]:
                    dirty[kind] = True
                    stack[looks] = kind
                    looks += 1
            else:
                trigger = code
                kind = rules.group[code]
                at = rules.crew_at[code]
                for index in range(rules.team_size[kind]):
                    person = held[at + index]
                    free[person] = True
                    for place in range(rules.user_at[person], rules.user_at[person + 1]):
                        other = rules.user[place]
                        if sizes[other] > 0 and not dirty[other]:
                            dirty[other] = True
                            stack[looks] = other
                            looks += 1
                for pool in range(pools):
                    if rules.demand[kind, pool] > 0:
                        room[pool] += rules.demand[kind, pool]
                        for place in range(rules.drawer_at[pool], rules.drawer_at[pool + 1]):
                            other = rules.drawer[place]
                            if sizes[other] > 0 and not dirty[other]:
                                dirty[other] = True
                                stack[looks] = other
                                looks += 1
        while looks > 0:
            best = 0
            for look in range(1, looks):
                if heap[rules.room_at[stack[look]]] < heap[rules.room_at[stack[best]]]:
                    best = look
            kind = stack[best]
            item = heap[rules.room_at[kind]]
            fits = True
            for pool in range(pools):
                if rules.demand[kind, pool] > room[pool]:
                    fits = False
            size = rules.team_size[kind]
            while fits and size > 0:
                fits = _find_team(rules, item, free, team)
                away = False
                if fits:
                    for index in range(size):
                        back = _returns(rules, team[index], now)
                        if back > now:
                            away = True
                            free[team[index]] = False
                            _push_event(times, codes, events, back, 2 * items + team[index])
                            events += 1
                if not away:
                    break
            if not fits:
                looks -= 1
                stack[best] = stack[looks]
                dirty[kind] = False
                continue
            _pop(heap, rules.room_at[kind], sizes[kind])
            sizes[kind] -= 1
            if sizes[kind] == 0:
                looks -= 1
                stack[best] = stack[looks]
                dirty[kind] = False
            original = rules.original[item]
            work = rules.table[item, 0]
            if rules.table[item, knots] > work:
                bits = mix(key ^ mix(np.uint64(original + 2) + np.uint64(_COLUMN)))
                spot = (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0) * knots
                knot = int(spot)
                low = rules.table[item, knot]
                work = low + (rules.table[item, knot + 1] - low) * (spot - knot)
            work *= factor
            delay = 0.0
            for place in range(causes.at[original], causes.at[original + 1]):
                work *= causes.scale[causes.which[place], draw]
                delay += causes.delay[causes.which[place], draw]
            ending = now + work
            rate, money, steady = 0.0, 0.0, True
            at = rules.crew_at[item]
            for index in range(size):
                person = team[index]
                steady = steady and rules.steady[person]
                rate += rules.capacity[person, 0]
                money += prices.rate[person]
                held[at + index] = person
            if size > 0 and work > 0.0 and not rules.timed[item]:
                if steady:
                    ending = now + work / rate
                else:
                    ending = finish_of(now, work, team, 0, size, rules.capacity)
            ending = max(ending + delay, least[item])
            cost += (work * money if rules.timed[item] or size == 0 else work * money / size) + delay * money
            start[item] = now
            finish[item] = ending
            binder[item] = ready_by[item] if ready[item] >= now - _EPS else trigger
            holds = size > 0
            for pool in range(pools):
                if rules.demand[kind, pool] > 0:
                    holds = True
            if holds and ending > now:
                for index in range(size):
                    free[team[index]] = False
                for pool in range(pools):
                    room[pool] -= rules.demand[kind, pool]
                _push_event(times, codes, events, ending, item)
                events += 1
            for edge in range(rules.succ_at[item], rules.succ_at[item + 1]):
                after = rules.succ[edge]
                how = rules.succ_kind[edge]
                moment = (ending if how == 0 or how == 2 else now) + rules.succ_lag[edge]
                if how >= 2:
                    least[after] = max(least[after], moment)
                    # Not started so early that its people would wait for the bound on its finish.
                    expected = rules.table[after, knots // 2]
                    workers = rules.team_size[rules.group[after]]
                    if workers > 1 and not rules.timed[after]:
                        expected /= workers
                    moment -= expected
                if moment > ready[after]:
                    ready[after] = moment
                    ready_by[after] = item
                waits[after] -= 1
                if waits[after] == 0:
                    if ready[after] > now + _EPS:
                        _push_event(times, codes, events, ready[after], items + after)
                        events += 1
                    else:
                        other = rules.group[after]
                        _push(heap, rules.room_at[other], sizes[other], after)
                        sizes[other] += 1
                        if not dirty[other]:
                            dirty[other] = True
                            stack[looks] = other
                            looks += 1
    return cost


@kernel
def _bunch(
    seed: np.uint64,
    base: int,
    size: int,
    sigma: float,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    items, people = rules.original.shape[0], rules.capacity.shape[0]
    classes = rules.team_size.shape[0]
    start, finish = np.empty(items), np.empty(items)
    binder, ready_by = np.empty(items, np.int32), np.empty(items, np.int32)
    ready, least = np.empty(items), np.empty(items)
    waits, heap = np.empty(items, np.int32), np.empty(items, np.int32)
    held = np.empty(rules.crew.shape[0] + 1, np.int32)
    sizes, dirty = np.empty(classes, np.int32), np.empty(classes, np.bool_)
    stack = np.empty(classes, np.int32)
    free, room = np.empty(people, np.bool_), np.empty(rules.pool.shape[0], np.int64)
    team = np.empty(rules.most_crew + 1, np.int64)
    times, codes = np.empty(2 * items + people + 1), np.empty(2 * items + people + 1, np.int32)
    begun, done = np.empty((items, BUNCH), np.float32), np.empty((items, BUNCH), np.float32)
    for lane in range(size):
        costs[base + lane] = _one(
            base + lane, seed, sigma, rules, causes, prices, start, finish, binder, ready, ready_by, least,
            waits, heap, held, sizes, dirty, stack, free, room, team, times, codes,
        )  # fmt: skip
        last = 0
        for item in range(items):
            begun[item, lane] = start[item]
            done[item, lane] = finish[item]
            if finish[item] >= finish[last]:
                last = item
        ends[base + lane] = finish[last]
        while last >= 0:
            critical[rules.original[last]] += 1
            last = binder[last]
    for item in range(items):
        row = rules.original[item]
        for lane in range(size):
            finishes[row, base + lane] = done[item, lane]
        if base < starts.shape[1]:
            for lane in range(min(size, starts.shape[1] - base)):
                starts[row, base + lane] = begun[item, lane]


@parallel_kernel
def replicate_dynamic(
    seed: np.uint64,
    first: int,
    draws: int,
    sigma: float,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    """As `kernels.replicate`, with the same draws of work, people and order decided in every future."""
    for block in prange((draws + BUNCH - 1) // BUNCH):
        base = first + block * BUNCH
        size = min(BUNCH, first + draws - base)
        _bunch(
            seed, base, size, sigma, rules, causes, prices, starts, finishes, ends, costs, critical[block]
        )  # fmt: skip
