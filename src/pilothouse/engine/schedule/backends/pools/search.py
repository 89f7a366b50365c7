"""The search for problems without people: whole times, counted pools, nothing but a short makespan wanted.

A profile is an array of packed words over time (`backends.pools.packed`). Serial schedule
generation in both directions then improves every order (double justification: Valls, Ballestín and
Quintanilla 2005), and a population of orders is crossed over windows of the list (Hartmann 1998; Debels and
Vanhoucke 2007), each child taking its mother's place unless worse. A population in which nothing moves any
more makes way for a larger one (Auger and Hansen 2005). Two such islands exchange their best after a fixed
number of schedules, so the answer depends on problem, seed and passes alone, on one thread or two.
"""

from __future__ import annotations  # lint: sizes, because kernels that call each other lie together

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from pilothouse.engine.kernels import kernel, mix
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.pools.packed import Pools, Words, build, horizon_of
from pilothouse.engine.schedule.compiled import Compiled, Ints
from pilothouse.engine.schedule.stopwatch import Stopwatch

_CLOSE = 1e-6
_CHUNK = 360_000
_FIRST = 50
_SHAKEN = 0.02
_STILL = 6
_LARGEST = 1_000
_NEVER = 1 << 40
ISLANDS = 2
_WORDS = (1 << 64) - 1


class Island(NamedTuple):
    """One population and its best schedule; a call of `evolve` leaves it where the next takes it up."""

    orders: Ints  # (members, items)
    scores: Ints
    start: Ints  # (items,) of the best schedule
    counts: Ints  # see the indices below
    random: Words  # (1,)
    room: Words  # (words, horizon) what is left of the pools
    child: Ints  # (items,) room to work in, as are the next
    order: Ints
    keys: Ints
    ahead: Ints
    behind: Ints
    tail: Ints
    tally: Ints  # (horizon + 2,)


# Indices of `Island.counts`.
_BEST, _TRIALS, _MEMBERS, _SIZE, _MOVED, _USED = range(6)


def new_island(compiled: Compiled, problem: Pools, size: int) -> Island:
    """An empty island whose first population has `size` members."""
    items, horizon = problem.length.size, int(horizon_of(compiled)) + 2
    counts = np.array([_NEVER, 0, 0, size, 0, horizon], dtype=np.int64)
    members = max(size, _LARGEST)
    empty = np.zeros(items, dtype=np.int64)
    return Island(
        orders=np.zeros((members, items), dtype=np.int64),
        scores=np.full(members, _NEVER, dtype=np.int64),
        start=empty.copy(),
        counts=counts,
        random=np.zeros(1, dtype=np.uint64),
        room=np.zeros((problem.full.size, horizon), dtype=np.uint64),
        child=empty.copy(),
        order=empty.copy(),
        keys=empty.copy(),
        ahead=empty.copy(),
        behind=empty.copy(),
        tail=empty.copy(),
        tally=np.zeros(horizon + 2, dtype=np.int64),
    )


@kernel
def _place(room: Words, need: np.uint64, guard: np.uint64, moment: int, length: int) -> int:
    """Take `need` at the first moment from `moment` on with room for it; returns that moment."""
    seen, end = moment, moment + length
    if need == np.uint64(0):
        return moment
    at = end - 1
    # Each moment is looked at once: what lies between a clash and the end of the window was free.
    while at >= seen:
        if ((room[at] - need) & guard) != guard:
            moment = at + 1
            seen = end
            end = moment + length
            at = end
        at -= 1
    for at in range(moment, end):
        room[at] -= need
    return moment


@kernel
def _place_in_words(room: Words, need: Words, guard: Words, moment: int, length: int) -> int:
    """As `_place` for pools that do not fit into one word."""
    seen, end = moment, moment + length
    at = end - 1
    while at >= seen:
        clash = False
        for word in range(need.shape[0]):
            clash |= ((room[word, at] - need[word]) & guard[word]) != guard[word]
        if clash:
            moment = at + 1
            seen = end
            end = moment + length
            at = end
        at -= 1
    for word in range(need.shape[0]):
        for at in range(moment, end):
            room[word, at] -= need[word]
    return moment


@kernel
def generate(problem: Pools, order: Ints, start: Ints, island: Island, most: int) -> int:
    """Serial schedule generation along `order` into `start`; returns the makespan.

    Stops, and returns more than `most`, once the tail of an item shows that it must (forwards only).
    """
    words = problem.full.shape[0]
    room, guards, full = island.room, problem.guard, problem.full
    for word in range(words):
        for moment in range(island.counts[_USED]):
            room[word, moment] = full[word]
    first, first_guard = room[0], guards[0]
    makespan = 0
    for place in range(order.shape[0]):
        item = order[place]
        moment = problem.earliest[item]
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before = problem.pred[edge]
            moment = max(moment, start[before] + problem.length[before] + problem.lag[edge])
        length = problem.length[item]
        if words == 1:
            moment = _place(first, problem.need[item, 0], first_guard, moment, length)
        else:
            moment = _place_in_words(room, problem.need[item], guards, moment, length)
        start[item] = moment
        makespan = max(makespan, moment + length)
        if moment + island.tail[item] > most:
            island.counts[_USED] = makespan
            return int(moment + island.tail[item])
    island.counts[_USED] = makespan
    return makespan


@kernel
def _sort(keys: Ints, top: int, tally: Ints, order: Ints) -> None:
    """Items by key (0 to `top`), equal ones by number: they stay an order of the precedence."""
    for key in range(top + 2):
        tally[key] = 0
    for item in range(order.shape[0]):
        tally[keys[item] + 1] += 1
    for key in range(top + 1):
        tally[key + 1] += tally[key]
    for item in range(order.shape[0]):
        order[tally[keys[item]]] = item
        tally[keys[item]] += 1


@kernel
def _turned(
    problem: Pools, other: Pools, start: Ints, makespan: int, into: Ints, island: Island, most: int
) -> int:
    """Schedule `other`, the mirror of `problem`, in the order in which items of `start` end, last first."""
    last = start.shape[0] - 1
    for item in range(last + 1):
        island.keys[last - item] = makespan - start[item] - problem.length[item]
    _sort(island.keys, makespan, island.tally, island.order)
    made: int = generate(other, island.order, into, island, most)
    return made


@kernel
def _below(island: Island, bound: int) -> int:
    """A random number in 0 .. bound - 1."""
    island.random[0] += np.uint64(1)
    bits = mix(island.random[0]) >> np.uint64(32)
    return int(np.int64((bits * np.uint64(bound)) >> np.uint64(32)))


@kernel
def _tails(back: Pools, tail: Ints) -> None:
    last = tail.shape[0] - 1
    for item in range(last + 1):
        after = 0
        for edge in range(back.pred_at[item], back.pred_at[item + 1]):
            after = max(after, tail[last - back.pred[edge]] + back.lag[edge])
        tail[last - item] = after + back.length[item]


@kernel
def _sample(forth: Pools, back: Pools, island: Island, width: float) -> None:
    """Into `island.child`: of the eligible always that with the longest tail, lengthened at random."""
    items = island.child.shape[0]
    tail, waits, eligible, keys = island.tail, island.keys, island.order, island.behind
    longest = 0
    for item in range(items):
        longest = max(longest, tail[item])
    ready = 0
    for item in range(items):
        keys[item] = tail[item] * 8 + _below(island, 1 + int(8 * width * longest))
        waits[item] = forth.pred_at[item + 1] - forth.pred_at[item]
        if waits[item] == 0:
            eligible[ready] = item
            ready += 1
    for place in range(items):
        first = 0
        for index in range(1, ready):
            if keys[eligible[index]] > keys[eligible[first]]:
                first = index
        item = eligible[first]
        ready -= 1
        eligible[first] = eligible[ready]
        island.child[place] = item
        own = items - 1 - item
        for edge in range(back.pred_at[own], back.pred_at[own + 1]):
            after = items - 1 - back.pred[edge]
            waits[after] -= 1
            if waits[after] == 0:
                eligible[ready] = after
                ready += 1


@kernel
def _cross(mother: Ints, father: Ints, low: int, high: int, taken: Ints, child: Ints) -> None:
    """The mother's order with places `low` to `high` filled in the order of the father."""
    items = child.shape[0]
    for item in range(items):
        taken[item] = 0
    for place in range(low):
        child[place] = mother[place]
        taken[mother[place]] = 1
    at = low
    for place in range(items):
        if at >= high:
            break
        if taken[father[place]] == 0:
            child[at] = father[place]
            taken[father[place]] = 1
            at += 1
    for place in range(items):
        if taken[mother[place]] == 0:
            child[at] = mother[place]
            at += 1


@kernel
def _shake(forth: Pools, back: Pools, island: Island) -> None:
    """Move some items of the child anywhere between their predecessors and successors."""
    child, place_of = island.child, island.keys
    items = child.shape[0]
    for place in range(items):
        place_of[child[place]] = place
    moves = _below(island, 2 + int(2 * _SHAKEN * items))
    for _ in range(moves):
        item = _below(island, items)
        old, low, high = place_of[item], 0, items - 1
        for edge in range(forth.pred_at[item], forth.pred_at[item + 1]):
            low = max(low, place_of[forth.pred[edge]] + 1)
        own = items - 1 - item
        for edge in range(back.pred_at[own], back.pred_at[own + 1]):
            high = min(high, place_of[items - 1 - back.pred[edge]] - 1)
        new = low + _below(island, high - low + 1)
        step = 1 if new > old else -1
        for place in range(old, new, step):
            child[place] = child[place + step]
            place_of[child[place]] = place
        child[new] = item
        place_of[item] = new


@kernel
def _conceive(forth: Pools, back: Pools, island: Island) -> int:
    """A child of two members into `island.child`; returns the mother."""
    members, items = island.counts[_MEMBERS], island.child.shape[0]
    mother = _below(island, members)
    father = _below(island, members - 1)
    father += father >= mother
    size = max(1, items // 4 + _below(island, max(1, items // 2)))
    low = _below(island, items - size + 1)
    _cross(island.orders[mother], island.orders[father], low, low + size, island.keys, island.child)
    _shake(forth, back, island)
    return int(mother)


@kernel
def _keep(island: Island, start: Ints, makespan: int) -> None:
    if makespan < island.counts[_BEST]:
        island.counts[_BEST] = makespan
        for item in range(start.shape[0]):
            island.start[item] = start[item]


@kernel
def _anew(island: Island) -> None:
    """Begin a larger population."""
    counts = island.counts
    counts[_SIZE] = min(2 * counts[_SIZE], island.scores.shape[0])
    counts[_MEMBERS] = 0
    counts[_MOVED] = counts[_TRIALS]


@kernel
def evolve(forth: Pools, back: Pools, island: Island, seed: np.uint64, passes: int, ideal: int) -> int:
    """Make about `passes` more schedules, fewer when one reaches `ideal`; returns how many were made."""
    counts, start = island.counts, island.ahead
    if counts[_TRIALS] == 0:
        _tails(back, island.tail)
    made = 0
    while made < passes and counts[_BEST] > ideal:
        island.random[0] = mix(seed ^ mix(np.uint64(counts[_TRIALS])))
        counts[_TRIALS] += 1
        if counts[_TRIALS] - counts[_MOVED] > _STILL * counts[_SIZE]:
            _anew(island)
        growing = counts[_MEMBERS] < counts[_SIZE]
        if growing:
            target = counts[_MEMBERS]
            _sample(forth, back, island, 0.1 * _below(island, 5) if counts[_TRIALS] > 1 else 0.0)
        else:
            target = _conceive(forth, back, island)
        makespan = generate(forth, island.child, start, island, _NEVER)
        _keep(island, start, makespan)
        made += 1
        if made >= passes:
            break
        makespan = _turned(forth, back, start, makespan, island.behind, island, _NEVER)
        most = _NEVER if growing else island.scores[target]
        makespan = _turned(back, forth, island.behind, makespan, start, island, most)
        made += 2
        if makespan > most:
            continue
        _keep(island, start, makespan)
        if growing or makespan < island.scores[target]:
            counts[_MOVED] = counts[_TRIALS]
        counts[_MEMBERS] += growing
        island.scores[target] = makespan
        _sort(start, makespan, island.tally, island.orders[target])
    return made


class Search:
    """The islands of one problem; `run` goes on where it ended."""

    def __init__(self, compiled: Compiled, *, seed: int, workers: int) -> None:
        self.compiled = compiled
        self.forth, self.back = build(compiled)
        self.islands = [new_island(compiled, self.forth, _FIRST) for _ in range(ISLANDS)]
        self.seeds = [np.uint64((seed * ISLANDS + number) & _WORDS) for number in range(ISLANDS)]
        self.workers = max(1, min(workers, ISLANDS))
        self.done = 0
        evolve(self.forth, self.back, self.islands[0], self.seeds[0], 0, 0)  # no time limit counts loading

    def run(
        self,
        *,
        bound: float,
        passes: int | None,
        watch: Stopwatch,
        until: float,
        told: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Go on to a schedule as short as `bound`, to `passes` schedules in all (None: no limit), or until
        `watch` has come to `until`. `told` hears after every chunk how many there are.
        """
        ideal = int(np.ceil(bound - _CLOSE))
        chunk = max(16, _CHUNK // self.compiled.work.size)
        with ThreadPoolExecutor(self.workers) as threads:

            def advance(number: int) -> tuple[int, float]:
                began = time.thread_time()
                left = chunk if passes is None else (passes - self.done + ISLANDS - 1 - number) // ISLANDS
                island, own = self.islands[number], self.seeds[number]
                made = int(evolve(self.forth, self.back, island, own, min(chunk, left), ideal))
                return made, time.thread_time() - began

            while passes is None or self.done < passes:
                made, took = zip(*threads.map(advance, range(ISLANDS)), strict=True)
                self.done += sum(made)
                watch.add(sum(took) / self.workers)
                told(self.done)
                if self.makespan <= ideal or watch.spent >= until:
                    break
                exchange(self.islands)

    early = 0.0

    @property
    def makespan(self) -> float:
        return float(min(island.counts[_BEST] for island in self.islands))

    @property
    def best(self) -> Found:
        island = min(self.islands, key=lambda island: int(island.counts[_BEST]))
        starts = np.zeros(self.compiled.work.size)
        starts[self.compiled.order] = island.start
        return Found(self.makespan, starts, starts + self.compiled.work, ((),) * starts.size)


def exchange(islands: list[Island]) -> None:
    """Put an island's best in the place of its neighbour's worst where it beats the neighbour's best."""
    bests = [(int(island.counts[_BEST]), island.start.copy()) for island in islands]
    for number, island in enumerate(islands):
        best, start = bests[number - 1]
        scores = island.scores[: island.counts[_MEMBERS]]
        if best >= island.counts[_BEST] or scores.size < island.counts[_SIZE]:
            continue
        worst = int(np.argmax(scores))
        island.orders[worst] = np.argsort(start, kind="stable")
        island.scores[worst] = island.counts[_BEST] = best
        island.start[:] = start
