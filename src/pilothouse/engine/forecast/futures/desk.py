"""What a future with the dynamic policy reads, and what it writes while it runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Counts = NDArray[np.uint32]
Bits = NDArray[np.uint64]


class Rules(NamedTuple):
    """The plan as a policy. Items are numbered by planned start: a lower number is started first.

    A class is items with the same needs, people chosen and pools. People are numbered from the least to the
    most versatile; the bit behind the last of them is always free, and stands for nobody. Sets of people and
    of classes are bits, 64 to a word. A span is a stretch of a person's calendar with the same capacity.
    """

    original: Counts  # (items,) index in the problem
    key: Bits  # (items,) what draws of work are keyed by
    part: Ints  # by index in the problem: of each its longest chain is told
    table: Floats  # (items, knots)
    timed: NDArray[np.bool_]
    special: NDArray[np.bool_]  # has causes, a bound on its finish, or successors in `later`
    caused: Ints  # items with causes
    expected: Floats  # (items,) median time for as many people as it needs
    awaits: Counts  # (items,) number of predecessors, and one for an earliest date
    bounded: bool  # whether there is any bound on a finish
    succ_at: Counts
    succ: Counts  # successors that may begin at once when an item is done
    later_at: Counts
    later: Counts  # all other successors
    later_kind: Counts
    later_lag: Floats
    later_from: Counts
    release: Floats  # earliest dates, in order
    release_code: Ints
    group: Counts  # (items,) class
    slot: Counts  # (items,) bit in `ready`; those of a class lie together, in whole words
    item_at: Counts  # item of each bit, none behind the last of a class
    ready: Bits  # at first
    head: Counts  # (classes,) first ready item, at first
    filled: Bits  # classes with ready items, at first
    able: Bits  # (classes, words) people of whom one is needed in any case
    team_size: Counts  # (classes,)
    seat_at: Counts
    seat: Bits  # (seats, words) people for each head of a class: those chosen, then the rarest need first
    demand_at: Counts
    demand: Ints
    demand_pool: Counts
    pool: Ints
    serves: Bits  # (people, class words) classes that each person can serve
    draws: Bits  # (pools, class words) classes that draw on each pool
    crew_at: Counts  # (items + 1,)
    crew: Counts  # planned people: taken when nobody else can be found
    capacity: Floats  # (people, days)
    who: Counts  # (people,) index in the problem
    span_at: Counts  # (people + 1,)
    span_end: Floats
    span_rate: Floats
    span_inverse: Floats
    free: Bits  # everybody and nobody
    everybody: Bits
    unmanned: Bits  # classes that need nobody
    slots: np.uint64  # the bits of a key that tell whose it is
    most_crew: int


class Desk(NamedTuple):
    """The state of one future; names as in `Rules`."""

    waits: NDArray[np.uint32]
    ready: Bits
    head: NDArray[np.uint32]
    filled: Bits
    manned: Bits  # classes for which somebody may be free
    roomy: Bits  # classes for which the pools may have enough left
    free: Bits
    room: Ints  # units of each pool that are left
    span: NDArray[np.uint32]  # in which each person is
    tree: Bits  # tournament of the keys of everybody at work, and of the first in `times`
    until: Floats  # (people,) when each person at work is done
    holds: NDArray[np.uint32]  # (people,) what at
    held: NDArray[np.uint32]  # teams at work, where the planned ones lie in `crew`
    team: Ints
    times: Floats  # heap of the moments at which anything else happens
    codes: Ints
    least: Floats  # (items,) bound on the finish
    by: NDArray[np.int32]  # (items,) what it waited for last
    since: Floats
    binder: NDArray[np.int32]


@kernel
def new_desk(rules: Rules) -> Desk:
    items, people = rules.slot.shape[0], rules.capacity.shape[0]
    events = items + rules.later.shape[0] + rules.release.shape[0] + 1
    return Desk(
        np.empty(items, np.uint32),
        np.empty(rules.ready.shape[0], np.uint64),
        np.empty(rules.head.shape[0], np.uint32),
        np.empty(rules.filled.shape[0], np.uint64),
        np.empty(rules.filled.shape[0], np.uint64),
        np.empty(rules.filled.shape[0], np.uint64),
        np.empty(rules.free.shape[0], np.uint64),
        np.empty(rules.pool.shape[0], np.int64),
        np.empty(people, np.uint32),
        np.empty(2 * (np.int64(rules.slots) + 1), np.uint64),
        np.empty(people),
        np.empty(people, np.uint32),
        np.empty(rules.crew.shape[0] + 1, np.uint32),
        np.empty(rules.most_crew + 1, np.int64),
        np.empty(events),
        np.empty(events, np.int64),
        np.zeros(items),
        np.full(items, -1, np.int32),
        np.zeros(items),
        np.empty(items, np.int32),
    )
