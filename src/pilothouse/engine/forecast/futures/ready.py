"""What is ready to begin in one future, and which of it the plan starts first.

Ready items of a class are bits in order of the plan.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.forecast.futures.bits import last_bit, meets
from pilothouse.engine.forecast.futures.desk import Desk, Rules
from pilothouse.engine.kernels import kernel

NEVER = 0x7FFFFFFFFFFFFFFF
NOBODY = 0x7FFFFFFF


@kernel
def await_less(rules: Rules, desk: Desk, item: int, before: int, now: float) -> None:
    """One thing less that `item` waits for; with the last it joins the ready ones of its class."""
    left = desk.waits[item] - np.uint32(1)
    desk.waits[item] = left
    desk.by[item] = before
    desk.since[item] = now
    joins = np.uint64(left == 0)
    slot, kind = np.uint64(rules.slot[item]), np.uint64(rules.group[item])
    desk.ready[slot >> np.uint64(6)] |= joins << (slot & np.uint64(63))
    desk.head[kind] = min(desk.head[kind], item if left == 0 else NOBODY)
    bit = joins << (kind & np.uint64(63))
    desk.filled[kind >> np.uint64(6)] |= bit


@kernel
def take(rules: Rules, desk: Desk, item: int) -> None:
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
    desk.filled[kind >> np.uint64(6)] &= ~(np.uint64(head == NOBODY) << (kind & np.uint64(63)))


@kernel
def pick(rules: Rules, desk: Desk) -> int:
    """The class whose first ready item the plan starts first, of those that may be staffed; -1 for none.

    Classes that cannot be are not looked at again before somebody or a pool they can use is free.
    """
    best = NOBODY
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
def reset(rules: Rules, desk: Desk) -> None:
    desk.waits[:] = rules.awaits
    desk.ready[:] = rules.ready
    desk.head[:] = rules.head
    desk.filled[:] = rules.filled
    desk.manned[:] = ~np.uint64(0)
    desk.roomy[:] = ~np.uint64(0)
    desk.free[:] = rules.free
    desk.room[:] = rules.pool
    desk.span[:] = rules.span_at[:-1]
    desk.tree[:] = np.uint64(NEVER)
    if rules.bounded:
        desk.least[:] = 0.0
    for place in range(rules.release.shape[0]):
        desk.times[place] = rules.release[place]
        desk.codes[place] = rules.release_code[place]
