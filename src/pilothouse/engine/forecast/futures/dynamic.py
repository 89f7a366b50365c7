"""Who does what next is decided anew in every future.

Parallel schedule generation (Bedworth and Bailey 1982; Kolisch 1996) as an event simulation: at each moment
at which something ends or becomes ready, the eligible item that the plan starts first and that can be staffed
is started. Ready items of a class are bits in order of the plan, free people are bits from the least to the
most versatile, and the moments at which people are done lie in a tournament tree (Knuth 1973, 5.4.1): all
three are searched without a branch that depends on what was drawn.
"""

from __future__ import annotations  # lint: sizes, because kernels that call each other lie together

import numpy as np

from pilothouse.engine.forecast.futures.bits import enter, flip, key_of, last_bit, lowest, meets, pop, push
from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.cost import Prices
from pilothouse.engine.forecast.futures.desk import Desk, Rules, new_desk
from pilothouse.engine.forecast.futures.kernels import item_columns, sample_rows
from pilothouse.engine.kernels import finish_of, kernel, mix, normal, parallel_kernel, prange

BUNCH = 16  # futures whose finishes are written together: a cache line
_ROW = 0xD1B54A32D192ED03
_EPS = 1e-9
_NEVER = 0x7FFFFFFFFFFFFFFF
_NOBODY = 0x7FFFFFFF


@kernel
def _await(rules: Rules, desk: Desk, item: int, before: int, now: float) -> None:
    """One thing less that `item` waits for; with the last it joins the ready ones of its class."""
    left = desk.waits[item] - np.uint32(1)
    desk.waits[item] = left
    desk.by[item] = before
    desk.since[item] = now
    joins = np.uint64(left == 0)
    slot, kind = np.uint64(rules.slot[item]), np.uint64(rules.group[item])
    desk.ready[slot >> np.uint64(6)] |= joins << (slot & np.uint64(63))
    desk.head[kind] = min(desk.head[kind], item if left == 0 else _NOBODY)
    bit = joins << (kind & np.uint64(63))
    desk.filled[kind >> np.uint64(6)] |= bit


@kernel
def _take(rules: Rules, desk: Desk, item: int) -> None:
    """Take the first ready item out of its class. Behind the last of a class lies a bit that stays."""
    slot, kind = np.uint64(rules.slot[item]), np.uint64(rules.group[item])
    word = slot >> np.uint64(6)
    left = desk.ready[word] & ~(np.uint64(1) << (slot & np.uint64(63)))
    desk.ready[word] = left
    while left == np.uint64(0):
        word += np.uint64(1)
        left = desk.ready[word]
    head = rules.item_at[(word << np.uint64(6)) + np.uint64(last_bit(left))]
    desk.head[kind] = head
    desk.filled[kind >> np.uint64(6)] &= ~(np.uint64(head == _NOBODY) << (kind & np.uint64(63)))


@kernel
def _release(rules: Rules, desk: Desk, person: int) -> None:
    flip(desk.free, person)
    for word in range(desk.manned.shape[0]):
        desk.manned[word] |= rules.serves[person, word]


@kernel
def _pick(rules: Rules, desk: Desk) -> int:
    """The class whose first ready item the plan starts first, of those that may be staffed; -1 for none.

    Classes that cannot be are not looked at again before somebody or a pool they can use is free.
    """
    best = _NOBODY
    for word in range(desk.filled.shape[0]):
        left = desk.filled[word] & desk.manned[word] & desk.roomy[word]
        while left != np.uint64(0):
            kind = word * 64 + last_bit(left)
            bit = left & (~left + np.uint64(1))
            left ^= bit
            manned = meets(rules.able[kind], desk.free)
            if not manned:
                desk.manned[word] ^= bit
                continue
            roomy = True
            for place in range(rules.demand_at[kind], rules.demand_at[kind + 1]):
                roomy &= rules.demand[place] <= desk.room[rules.demand_pool[place]]
            if roomy:
                best = min(best, desk.head[kind])
            else:
                desk.roomy[word] ^= bit
    return best


@kernel
def _rest(rules: Rules, desk: Desk, person: int, now: float) -> bool:
    """Whether the free `person` is away; who is comes back as an event."""
    span = desk.span[person]
    while now + _EPS >= rules.span_end[span]:
        span += 1
    desk.span[person] = span
    if rules.span_rate[span] > 0.0:
        return False
    flip(desk.free, person)
    while rules.span_rate[span] <= 0.0 and rules.span_end[span] < np.inf:
        span += 1
    if rules.span_rate[span] > 0.0:
        desk.until[person] = rules.span_end[span - 1]
        desk.holds[person] = _NOBODY
        enter(desk.tree, person, key_of(desk.until[person], person, rules.slots))
    return True


@kernel
def _alone_until(rules: Rules, span: int, now: float, work: float) -> float:
    """When one person at work in calendar span `span` has done `work`."""
    left, moment = work, now
    while True:
        done = (rules.span_end[span] - moment) * rules.span_rate[span] if rules.span_rate[span] > 0.0 else 0.0
        if rules.span_rate[span] > 0.0 and left <= done + 1e-12:
            return float(moment + left * rules.span_inverse[span])
        left -= done
        moment = rules.span_end[span]
        span += 1


@kernel
def _find_team(rules: Rules, desk: Desk, item: int, kind: int) -> bool:
    """Fill the team with free people: chosen ones, then the least versatile for each head, rarest first."""
    size, count = rules.team_size[kind], 0
    for place in range(rules.seat_at[kind], rules.seat_at[kind + 1]):
        found = lowest(rules.seat[place], desk.free)
        if found < 0:
            break
        desk.team[count] = found
        flip(desk.free, found)
        count += 1
    for index in range(count):
        flip(desk.free, desk.team[index])
    if count == size:
        return True
    for index in range(size):
        desk.team[index] = rules.crew[rules.crew_at[item] + index]
        if not (desk.free[desk.team[index] // 64] >> np.uint64(desk.team[index] % 64)) & np.uint64(1):
            return False
    return True


@kernel
def _staff(rules: Rules, desk: Desk, item: int, kind: int, now: float) -> bool:
    """Fill the team of an item that needs several with people who are at work."""
    while _find_team(rules, desk, item, kind):
        away = False
        for index in range(rules.team_size[kind]):
            away |= _rest(rules, desk, desk.team[index], now)
        if not away:
            return True
    return False


@kernel
def _team_until(rules: Rules, desk: Desk, size: int, now: float, work: float) -> float:
    rate, least = 0.0, np.inf
    for index in range(size):
        rate += rules.span_rate[desk.span[desk.team[index]]]
        least = min(least, rules.span_end[desk.span[desk.team[index]]])
    ending = now + work / rate
    return ending if ending <= least else finish_of(now, work, desk.team, 0, size, rules.capacity)


@kernel
def _later(rules: Rules, desk: Desk, item: int, events: int, now: float, ending: float) -> int:
    """What an item that starts means for successors other than those that begin when it is done."""
    for edge in range(rules.later_at[item], rules.later_at[item + 1]):
        after, how = rules.later[edge], rules.later_kind[edge]
        moment = (ending if how == 0 or how == 2 else now) + rules.later_lag[edge]
        if how >= 2:
            desk.least[after] = max(desk.least[after], moment)
            # Not started so early that its people would wait for the bound on its finish.
            moment -= rules.expected[after]
        if moment > now + _EPS:
            push(desk.times, desk.codes, events, moment, rules.slot.shape[0] + edge)
            events += 1
        else:
            _await(rules, desk, after, item, now)
    return events


@kernel
def _done(rules: Rules, desk: Desk, item: int, now: float) -> None:
    """Give back the pools of an item that is done, and let its successors begin."""
    kind = rules.group[item]
    for place in range(rules.demand_at[kind], rules.demand_at[kind + 1]):
        pool = rules.demand_pool[place]
        desk.room[pool] += rules.demand[place]
        for word in range(desk.roomy.shape[0]):
            desk.roomy[word] |= rules.draws[pool, word]
    for edge in range(rules.succ_at[item], rules.succ_at[item + 1]):
        _await(rules, desk, rules.succ[edge], item, now)


@kernel
def _reset(rules: Rules, desk: Desk) -> None:
    desk.waits[:] = rules.awaits
    desk.ready[:] = rules.ready
    desk.head[:] = rules.head
    desk.filled[:] = rules.filled
    desk.manned[:] = ~np.uint64(0)
    desk.roomy[:] = ~np.uint64(0)
    desk.free[:] = rules.free
    desk.room[:] = rules.pool
    desk.span[:] = rules.span_at[:-1]
    desk.tree[:] = np.uint64(_NEVER)
    if rules.bounded:
        desk.least[:] = 0.0
    for place in range(rules.release.shape[0]):
        desk.times[place] = rules.release[place]
        desk.codes[place] = rules.release_code[place]


@kernel
def _one(  # lint: sizes, because a kernel is compiled whole
    draw: int,
    rules: Rules,
    causes: Causes,
    rate: np.ndarray,
    desk: Desk,
    work_of: np.ndarray,
    begun: np.ndarray,
    done: np.ndarray,
) -> tuple[int, float, float]:
    """One future: the item that ends last, when, and the cost."""
    _reset(rules, desk)
    people, items = rules.capacity.shape[0], rules.slot.shape[0]
    last, latest, cost, now = -1, -1.0, 0.0, 0.0
    events, listed, trigger = rules.release.shape[0], np.uint64(_NEVER), -1
    while True:
        while True:
            item = _pick(rules, desk)
            if item == _NOBODY:
                break
            kind = rules.group[item]
            size = rules.team_size[kind]
            if size == 1:
                lead = lowest(rules.able[kind], desk.free)
                if now + _EPS >= rules.span_end[desk.span[lead]] or rules.span_rate[desk.span[lead]] <= 0.0:
                    if _rest(rules, desk, lead, now):
                        continue
                desk.team[0] = lead
            elif size > 1 and not _staff(rules, desk, item, kind, now):
                desk.manned[kind // 64] &= ~(np.uint64(1) << np.uint64(kind % 64))
                continue
            _take(rules, desk, item)
            work, delay, money = work_of[item], 0.0, 0.0
            if size == 1:
                span = desk.span[lead]
                money = rate[lead]
                ending = now + work * (1.0 if rules.timed[item] else rules.span_inverse[span])
                if ending > rules.span_end[span] and not rules.timed[item]:
                    ending = _alone_until(rules, span, now, work)
            else:
                ending = now + work
                for index in range(size):
                    money += rate[desk.team[index]]
                if size > 1 and work > 0.0 and not rules.timed[item]:
                    ending = _team_until(rules, desk, size, now, work)
                    cost += work * money / size - work * money
            cost += work * money
            if rules.special[item]:
                original = rules.original[item]
                for place in range(causes.at[original], causes.at[original + 1]):
                    delay += causes.delay[causes.which[place], draw]
                cost += delay * money
                ending = max(ending + delay, desk.least[item])
                events = _later(rules, desk, item, events, now, ending)
            begun[item] = now
            done[item] = ending
            desk.binder[item] = desk.by[item] if desk.since[item] == now else trigger
            if ending >= latest:
                latest, last = ending, item
            if ending <= now:
                for edge in range(rules.succ_at[item], rules.succ_at[item + 1]):
                    _await(rules, desk, rules.succ[edge], item, now)
                continue
            for place in range(rules.demand_at[kind], rules.demand_at[kind + 1]):
                desk.room[rules.demand_pool[place]] -= rules.demand[place]
            if size == 0:
                push(desk.times, desk.codes, events, ending, item)
                events += 1
                continue
            lead = desk.team[0]
            desk.holds[lead] = item
            desk.until[lead] = ending
            flip(desk.free, lead)
            for index in range(1, size):
                flip(desk.free, desk.team[index])
                desk.held[rules.crew_at[item] + index] = desk.team[index]
            enter(desk.tree, lead, key_of(ending, lead, rules.slots))
            if not meets(rules.everybody, desk.free):
                for word in range(desk.manned.shape[0]):
                    desk.manned[word] &= rules.unmanned[word]
        if events > 0 or listed != np.uint64(_NEVER):
            key = key_of(desk.times[0], people, rules.slots) if events > 0 else np.uint64(_NEVER)
            if key != listed:
                enter(desk.tree, people, key)
                listed = key
        first = desk.tree[1]
        if first == np.uint64(_NEVER):
            return last, latest, cost
        trigger, limit = -1, -1.0
        while first != np.uint64(_NEVER):
            slot = int(first & rules.slots)
            time = desk.until[slot] if slot < people else desk.times[0]
            if limit < 0.0:
                now = max(now, time)
                limit = now + _EPS
            elif time > limit:
                break
            if slot < people:
                enter(desk.tree, slot, np.uint64(_NEVER))
                item = desk.holds[slot]
                _release(rules, desk, slot)
                if item != _NOBODY:
                    trigger = item
                    for index in range(1, rules.team_size[rules.group[item]]):
                        _release(rules, desk, desk.held[rules.crew_at[item] + index])
                    _done(rules, desk, item, now)
            else:
                code = desk.codes[0]
                pop(desk.times, desk.codes, events)
                events -= 1
                listed = key_of(desk.times[0], people, rules.slots) if events > 0 else np.uint64(_NEVER)
                enter(desk.tree, people, listed)
                if code < items:
                    trigger = code
                    _done(rules, desk, code, now)
                elif code < items + rules.later.shape[0]:
                    _await(rules, desk, rules.later[code - items], rules.later_from[code - items], now)
                else:
                    _await(rules, desk, code - items - rules.later.shape[0], -1, now)
            first = desk.tree[1]


@kernel
def _bunch(
    seed: np.uint64,
    base: int,
    size: int,
    sigma: float,
    rules: Rules,
    causes: Causes,
    prices: Prices,
    columns: np.ndarray,
    starts: np.ndarray,
    finishes: np.ndarray,
    ends: np.ndarray,
    costs: np.ndarray,
    critical: np.ndarray,
) -> None:
    items, people = rules.slot.shape[0], rules.capacity.shape[0]
    desk = new_desk(rules)
    begun, done = np.empty((BUNCH, items), np.float32), np.empty((BUNCH, items), np.float32)
    work = np.empty((BUNCH, items))
    keys, factor = np.empty(BUNCH, np.uint64), np.ones(BUNCH)
    rate = np.empty(people)
    for person in range(people):
        rate[person] = prices.rate[rules.who[person]]
    for lane in range(size):
        keys[lane] = mix(seed ^ mix(np.uint64(base + lane) + np.uint64(_ROW)))
        if sigma > 0.0:
            factor[lane] = np.exp(sigma * normal(seed, base + lane, 0))
    sample_rows(keys, columns, factor, rules.table, size, work)
    for lane in range(size):
        for item in rules.caused:
            original = rules.original[item]
            for place in range(causes.at[original], causes.at[original + 1]):
                work[lane, item] *= causes.scale[causes.which[place], base + lane]
        last, latest, costs[base + lane] = _one(
            base + lane, rules, causes, rate, desk, work[lane], begun[lane], done[lane]
        )
        ends[base + lane] = latest
        while last >= 0:
            critical[rules.original[last]] += 1
            last = desk.binder[last]
    for item in range(items):
        row = rules.original[item]
        for lane in range(size):
            finishes[row, base + lane] = done[lane, item]
        if base < starts.shape[1]:
            for lane in range(min(size, starts.shape[1] - base)):
                starts[row, base + lane] = begun[lane, item]


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
    columns = item_columns(rules.original)
    for block in prange((draws + BUNCH - 1) // BUNCH):
        base = first + block * BUNCH
        size = min(BUNCH, first + draws - base)
        _bunch(
            seed, base, size, sigma, rules, causes, prices, columns, starts, finishes, ends, costs,
            critical[block],
        )  # fmt: skip
