"""One future as a simulation of events: at each moment at which something ends or becomes ready, the eligible
item that the plan starts first and that can be staffed is started.

The moments at which people are done lie in a tournament tree (Knuth 1973, 5.4.1).
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.bits import enter, flip, key_of, lowest, meets, pop, push
from pilothouse.engine.forecast.futures.causes import Causes
from pilothouse.engine.forecast.futures.crews import alone_until, release, rest, staff, team_until
from pilothouse.engine.forecast.futures.desk import Desk, Rules
from pilothouse.engine.forecast.futures.drift import STREAM, Walk, paced_days
from pilothouse.engine.forecast.futures.kernels import Common
from pilothouse.engine.forecast.futures.ready import NEVER, NOBODY, await_less, pick, reset, take
from pilothouse.engine.kernels import kernel

_EPS = 1e-9


@kernel
def later(rules: Rules, desk: Desk, item: int, events: int, now: float, ending: float) -> int:
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
            await_less(rules, desk, after, item, now)
    return events


@kernel
def give_back(rules: Rules, desk: Desk, item: int, now: float) -> None:
    """Give back the pools of an item that is done, and let its successors begin."""
    kind = rules.group[item]
    for place in range(rules.demand_at[kind], rules.demand_at[kind + 1]):
        pool = rules.demand_pool[place]
        desk.room[pool] += rules.demand[place]
        for word in range(desk.roomy.shape[0]):
            desk.roomy[word] |= rules.draws[pool, word]
    for edge in range(rules.succ_at[item], rules.succ_at[item + 1]):
        await_less(rules, desk, rules.succ[edge], item, now)


@kernel
def one_future(  # lint: sizes, because a kernel is compiled whole
    draw: int,
    rules: Rules,
    causes: Causes,
    rate: np.ndarray,
    desk: Desk,
    work_of: np.ndarray,
    drifts: bool,
    seed: np.uint64,
    common: Common,
    paces: np.ndarray,
    begun: np.ndarray,
    done: np.ndarray,
) -> tuple[int, float, float]:
    """One future: the item that ends last, when, and the cost."""
    reset(rules, desk)
    people, items = rules.capacity.shape[0], rules.slot.shape[0]
    last, latest, cost, now = -1, -1.0, 0.0, 0.0
    events, listed, trigger = rules.release.shape[0], np.uint64(NEVER), -1
    while True:
        while True:
            item = pick(rules, desk)
            if item == NOBODY:
                break
            kind = rules.group[item]
            size = rules.team_size[kind]
            if size == 1:
                lead = lowest(rules.able[kind], desk.free)
                if now + _EPS >= rules.span_end[desk.span[lead]] or rules.span_rate[desk.span[lead]] <= 0.0:
                    if rest(rules, desk, lead, now):
                        continue
                desk.team[0] = lead
            elif size > 1 and not staff(rules, desk, item, kind, now):
                desk.manned[kind // 64] &= ~(np.uint64(1) << np.uint64(kind % 64))
                continue
            take(rules, desk, item)
            work, delay, money = work_of[item], 0.0, 0.0
            lasting = work
            if drifts and work > 0.0 and not rules.timed[item]:
                shared = common.team[rules.original[item]]
                walk = Walk(seed ^ np.uint64(STREAM) ^ common.stream[shared], draw, common.drift)
                days = work / max(size, 1)
                lasting = work * paced_days(now, days, paces[shared], walk) / days
            if size == 1:
                span = desk.span[lead]
                money = rate[lead]
                ending = now + lasting * (1.0 if rules.timed[item] else rules.span_inverse[span])
                if ending > rules.span_end[span] and not rules.timed[item]:
                    ending = alone_until(rules, span, now, lasting)
            else:
                ending = now + lasting
                for index in range(size):
                    money += rate[desk.team[index]]
                if size > 1 and work > 0.0 and not rules.timed[item]:
                    ending = team_until(rules, desk, size, now, lasting)
                    cost += work * money / size - work * money
            cost += work * money
            if rules.special[item]:
                original = rules.original[item]
                for place in range(causes.at[original], causes.at[original + 1]):
                    delay += causes.delay[causes.which[place], draw]
                cost += delay * money
                ending = max(ending + delay, desk.least[item])
                events = later(rules, desk, item, events, now, ending)
            begun[item] = now
            done[item] = ending
            desk.binder[item] = desk.by[item] if desk.since[item] == now else trigger
            if ending >= latest:
                latest, last = ending, item
            if ending <= now:
                for edge in range(rules.succ_at[item], rules.succ_at[item + 1]):
                    await_less(rules, desk, rules.succ[edge], item, now)
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
        if events > 0 or listed != np.uint64(NEVER):
            key = key_of(desk.times[0], people, rules.slots) if events > 0 else np.uint64(NEVER)
            if key != listed:
                enter(desk.tree, people, key)
                listed = key
        first = desk.tree[1]
        if first == np.uint64(NEVER):
            return last, latest, cost
        trigger, limit = -1, -1.0
        while first != np.uint64(NEVER):
            slot = int(first & rules.slots)
            time = desk.until[slot] if slot < people else desk.times[0]
            if limit < 0.0:
                now = max(now, time)
                limit = now + _EPS
            elif time > limit:
                break
            if slot < people:
                enter(desk.tree, slot, np.uint64(NEVER))
                item = desk.holds[slot]
                release(rules, desk, slot)
                if item != NOBODY:
                    trigger = item
                    for index in range(1, rules.team_size[rules.group[item]]):
                        release(rules, desk, desk.held[rules.crew_at[item] + index])
                    give_back(rules, desk, item, now)
            else:
                code = desk.codes[0]
                pop(desk.times, desk.codes, events)
                events -= 1
                listed = key_of(desk.times[0], people, rules.slots) if events > 0 else np.uint64(NEVER)
                enter(desk.tree, people, listed)
                if code < items:
                    trigger = code
                    give_back(rules, desk, code, now)
                elif code < items + rules.later.shape[0]:
                    await_less(rules, desk, rules.later[code - items], rules.later_from[code - items], now)
                else:
                    await_less(rules, desk, code - items - rules.later.shape[0], -1, now)
            first = desk.tree[1]
