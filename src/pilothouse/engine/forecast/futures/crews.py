"""Who does an item in one future, and when they are done with it.

Free people are bits from the least to the most versatile.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.bits import enter, flip, key_of, lowest
from pilothouse.engine.forecast.futures.desk import Desk, Rules
from pilothouse.engine.forecast.futures.ready import NOBODY
from pilothouse.engine.kernels import finish_of, kernel

_EPS = 1e-9


@kernel
def release(rules: Rules, desk: Desk, person: int) -> None:
    flip(desk.free, person)
    for word in range(desk.manned.shape[0]):
        desk.manned[word] |= rules.serves[person, word]


@kernel
def rest(rules: Rules, desk: Desk, person: int, now: float) -> bool:
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
        desk.holds[person] = NOBODY
        enter(desk.tree, person, key_of(desk.until[person], person, rules.slots))
    return True


@kernel
def alone_until(rules: Rules, span: int, now: float, work: float) -> float:
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
def staff(rules: Rules, desk: Desk, item: int, kind: int, now: float) -> bool:
    """Fill the team of an item that needs several with people who are at work."""
    while _find_team(rules, desk, item, kind):
        away = False
        for index in range(rules.team_size[kind]):
            away |= rest(rules, desk, desk.team[index], now)
        if not away:
            return True
    return False


@kernel
def team_until(rules: Rules, desk: Desk, size: int, now: float, work: float) -> float:
    rate, least = 0.0, np.inf
    for index in range(size):
        rate += rules.span_rate[desk.span[desk.team[index]]]
        least = min(least, rules.span_end[desk.span[desk.team[index]]])
    ending = now + work / rate
    return ending if ending <= least else finish_of(now, work, desk.team, 0, size, rules.capacity)
