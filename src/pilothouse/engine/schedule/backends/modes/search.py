"""The search over ways and orders together, for problems of pools whose items have alternatives (MRCPSP).

A schedule is a mode for each item and a list of the items, built serially. It is improved by justification:
backwards from the end, then forwards again (Valls, Ballestín and Quintanilla 2005), where an item may at each
step go over to the mode in which it ends first, as far as consumables last (the extended generation of Van
Peteghem and Vanhoucke 2010). Lists and modes are crossed together (Hartmann 2001); a child that spends more
than there is gets other modes until it no longer does. Two islands give each other their best, so that the
answer depends on problem, seed and number of schedules, never on the number of threads.
"""

from __future__ import annotations  # lint: sizes, because kernels that call each other lie together

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.modes.packed import Modes
from pilothouse.engine.schedule.compiled import Floats, Ints

_ISLANDS = 2
_POPULATION = 40
_EPOCH = 400_000
_PATIENCE = 25
_BROKEN = 1_000_000


class State(NamedTuple):
    """One island; a call of `advance` leaves it where the next takes it up."""

    orders: Ints  # (population, items)
    modes: Ints  # (population, items)
    scores: Ints  # (population,)
    best_score: Ints  # (1,)
    best_start: Ints
    best_mode: Ints
    best_order: Ints
    counts: Ints  # children, members, child at the last gain
    order: Ints  # (items,) room to work in, as is all that follows
    turned: Ints
    mode: Ints
    start: Ints
    finish: Ints
    back: Ints
    place: Ints
    waits: Ints
    used: Ints  # (consumables,)
    free: np.ndarray  # (horizon,)


def new_state(problem: Modes) -> State:
    items = problem.earliest.size

    def whole(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return State(
        orders=whole(_POPULATION, items),
        modes=whole(_POPULATION, items),
        scores=whole(_POPULATION),
        best_score=np.full(1, np.iinfo(np.int64).max),
        best_start=whole(items),
        best_mode=whole(items),
        best_order=whole(items),
        counts=whole(3),
        order=whole(items),
        turned=whole(items),
        mode=whole(items),
        start=whole(items),
        finish=whole(items),
        back=whole(items),
        place=whole(items),
        waits=whole(items),
        used=whole(problem.stock.size),
        free=np.zeros(problem.horizon + 1, dtype=np.uint64),
    )


def load(problem: Modes) -> None:
    """Have the machine code ready, so that no time limit counts it."""
    advance(problem, new_state(problem), np.uint64(0), problem.tails, 0, 0)


def search(
    problem: Modes,
    *,
    bound: int,
    seed: int,
    passes: int | None,
    until: float,
    workers: int,
    told: Callable[[int], None] | None = None,
) -> tuple[Ints, Ints, int, int]:
    """Starts, modes, units overspent and schedules made; until `passes`, the time or the bound is reached."""
    islands = [new_state(problem) for _ in range(_ISLANDS)]
    seeds = [np.uint64((seed * _ISLANDS + index) & 0xFFFFFFFFFFFFFFFF) for index in range(_ISLANDS)]
    tails = problem.tails
    step = max(_POPULATION, _EPOCH // (_ISLANDS * max(1, problem.earliest.size)))
    done = 0
    with ThreadPoolExecutor(max(1, min(workers, _ISLANDS))) as pool:
        while True:
            left = step if passes is None else min(step, -(-(passes - done) // _ISLANDS))
            runs = [
                pool.submit(advance, problem, island, own, tails, bound, left)
                for island, own in zip(islands, seeds, strict=True)
            ]
            done += sum(run.result() for run in runs)
            if told is not None:
                told(done)
            scores = [int(island.best_score[0]) for island in islands]
            best = islands[int(np.argmin(scores))]
            if min(scores) <= bound or (passes is not None and done >= passes):
                break
            if time.perf_counter() > until:
                break
            for island in islands:
                _welcome(island, best)
    return best.best_start, best.best_mode, int(best.best_score[0]) // _BROKEN, done


def _welcome(island: State, best: State) -> None:
    """The best of all takes the place of the island's worst."""
    members = int(island.counts[1])
    if island is best or members < _POPULATION or best.best_score[0] >= island.scores[:members].min():
        return
    worst = int(np.argmax(island.scores))
    island.orders[worst] = best.best_order
    island.modes[worst] = best.best_mode
    island.scores[worst] = best.best_score[0]


@kernel
def _first_fit(free: np.ndarray, need: np.uint64, guard: np.uint64, begin: int, length: int) -> int:
    at, run = begin, 0
    while run < length:
        if ((free[at + run] - need) & guard) == guard:
            run += 1
        else:
            at += run + 1
            run = 0
    return at


@kernel
def _affordable(problem: Modes, used: np.ndarray, old: int, new: int) -> bool:
    """Whether going over from one mode to another overspends no consumable more than now."""
    for kind in range(problem.stock.shape[0]):
        more = problem.spend[new, kind] - problem.spend[old, kind]
        if more > 0 and used[kind] + more > problem.stock[kind]:
            return False
    return True


@kernel
def _build(
    problem: Modes, state: State, order: np.ndarray, forth: bool, improve: float, seed: np.uint64, number: int
) -> int:
    """Place the items in this order, forwards into `start`, else from the end into `back`; the length."""
    items = order.shape[0]
    at, edges = (problem.pred_at, problem.pred) if forth else (problem.succ_at, problem.succ)
    begin_of, end_of = (state.start, state.finish) if forth else (state.turned, state.back)
    for moment in range(state.free.shape[0]):
        state.free[moment] = problem.full
    longest = 0
    for index in range(items):
        item = order[index]
        ready = problem.earliest[item] if forth else 0
        for edge in range(at[item], at[item + 1]):
            ready = max(ready, end_of[edges[edge]])
        mode = state.mode[item]
        begin = _first_fit(state.free, problem.need[mode], problem.guard, ready, problem.length[mode])
        if improve > 0.0 and problem.mode_at[item + 1] - problem.mode_at[item] > 1:
            if uniform(seed, number, index) < improve:
                old = mode
                for other in range(problem.mode_at[item], problem.mode_at[item + 1]):
                    if ready + problem.length[other] >= begin + problem.length[mode]:
                        continue
                    if not _affordable(problem, state.used, old, other):
                        continue
                    when = _first_fit(
                        state.free, problem.need[other], problem.guard, ready, problem.length[other]
                    )
                    if when + problem.length[other] < begin + problem.length[mode]:
                        begin, mode = when, other
                if mode != old:
                    state.mode[item] = mode
                    for kind in range(problem.stock.shape[0]):
                        state.used[kind] += problem.spend[mode, kind] - problem.spend[old, kind]
        end = begin + problem.length[mode]
        for moment in range(begin, end):
            state.free[moment] -= problem.need[mode]
        begin_of[item], end_of[item] = begin, end
        longest = max(longest, end)
    return longest


@kernel
def _by_end(order: np.ndarray, end: np.ndarray, into: np.ndarray) -> None:
    """The order turned round, then by latest end; what ties keeps its place (so precedence holds)."""
    items = order.shape[0]
    for index in range(items):
        item = order[items - 1 - index]
        place = index
        while place > 0 and end[into[place - 1]] < end[item]:
            into[place] = into[place - 1]
            place -= 1
        into[place] = item


@kernel
def _excess(problem: Modes, used: np.ndarray) -> int:
    over = 0
    for kind in range(problem.stock.shape[0]):
        over += max(0, used[kind] - problem.stock[kind])
    return over


@kernel
def _count_spent(problem: Modes, state: State) -> None:
    for kind in range(problem.stock.shape[0]):
        state.used[kind] = 0
        for item in range(state.mode.shape[0]):
            state.used[kind] += problem.spend[state.mode[item], kind]


@kernel
def _repair(problem: Modes, state: State, seed: np.uint64, number: int) -> int:
    """Change modes while that lowers what is overspent; every fourth try may go sideways. What is left."""
    items = state.mode.shape[0]
    _count_spent(problem, state)
    over = _excess(problem, state.used)
    tries = 0
    while over > 0 and tries < 12 * items:
        item = int(uniform(seed, number, 3 * tries) * items)
        first, last = problem.mode_at[item], problem.mode_at[item + 1]
        old = state.mode[item]
        new = first + int(uniform(seed, number, 3 * tries + 1) * (last - first))
        for kind in range(problem.stock.shape[0]):
            state.used[kind] += problem.spend[new, kind] - problem.spend[old, kind]
        fresh = _excess(problem, state.used)
        if fresh < over or (fresh == over and tries % 4 == 0):
            state.mode[item] = new
            over = fresh
        else:
            for kind in range(problem.stock.shape[0]):
                state.used[kind] += problem.spend[old, kind] - problem.spend[new, kind]
        tries += 1
    return over


@kernel
def _keep(state: State, score: int) -> None:
    if score < state.best_score[0]:
        state.best_score[0] = score
        state.counts[2] = state.counts[0]
        for item in range(state.mode.shape[0]):
            state.best_start[item] = state.start[item]
            state.best_mode[item] = state.mode[item]
            state.best_order[item] = state.order[item]


@kernel
def _evaluate(
    problem: Modes, state: State, improve: float, seed: np.uint64, number: int, bound: int
) -> tuple[int, int]:
    """Score of `state.order` with `state.mode`, both improved in place, and schedules made."""
    over = _excess(problem, state.used)
    score = _build(problem, state, state.order, True, improve, seed, number) + _BROKEN * over
    _keep(state, score)
    made = 1
    for turn in range(4):
        if score <= bound:
            break
        _by_end(state.order, state.finish, state.place)
        draw = number + (2 * turn + 1) * 0x10000000
        _build(problem, state, state.place, False, improve, seed, draw)
        _by_end(state.place, state.back, state.order)
        over = _excess(problem, state.used)
        draw += 0x10000000
        fresh = _build(problem, state, state.order, True, improve, seed, draw) + _BROKEN * over
        _keep(state, fresh)
        made += 2
        better = fresh < score
        score = fresh
        if not better:
            break
    return score, made


@kernel
def _sample(
    problem: Modes, state: State, tails: np.ndarray, width: float, seed: np.uint64, number: int
) -> None:
    """An order by longest tail, shaken, and modes at random, the shorter the likelier."""
    items = state.order.shape[0]
    for item in range(items):
        state.waits[item] = problem.pred_at[item + 1] - problem.pred_at[item]
        shake = 1.0 + width * (uniform(seed, number, item) - 0.5)
        state.place[item] = int(tails[item] * shake * 1024.0)
        first, last = problem.mode_at[item], problem.mode_at[item + 1]
        mode = first + int(uniform(seed, number, items + item) * (last - first))
        rival = first + int(uniform(seed, number, 2 * items + item) * (last - first))
        state.mode[item] = rival if problem.length[rival] < problem.length[mode] else mode
    for index in range(items):
        chosen = -1
        for item in range(items):
            if state.waits[item] == 0 and (chosen < 0 or state.place[item] > state.place[chosen]):
                chosen = item
        state.order[index] = chosen
        state.waits[chosen] = -1
        for edge in range(problem.succ_at[chosen], problem.succ_at[chosen + 1]):
            state.waits[problem.succ[edge]] -= 1


@kernel
def _cross(state: State, mother: int, father: int, low: int, high: int, seed: np.uint64, number: int) -> None:
    """The mother's list with `high - low` places from `low` on as in the father's, each with its modes."""
    items = state.order.shape[0]
    for item in range(items):
        state.waits[item] = 0
    for index in range(low):
        item = state.orders[mother, index]
        state.order[index] = item
        state.waits[item] = 1
        state.mode[item] = state.modes[mother, item]
    at = low
    for index in range(items):
        if at == high:
            break
        item = state.orders[father, index]
        if state.waits[item] == 0:
            state.order[at] = item
            state.waits[item] = 1
            state.mode[item] = state.modes[father, item]
            at += 1
    for index in range(items):
        item = state.orders[mother, index]
        if state.waits[item] == 0:
            state.order[at] = item
            state.mode[item] = state.modes[mother, item]
            at += 1


@kernel
def _mutate(problem: Modes, state: State, chance: float, seed: np.uint64, number: int) -> None:
    """Move items within what precedes and follows them, and change modes, each with `chance`."""
    items = state.order.shape[0]
    for index in range(items):
        state.waits[state.order[index]] = index
    for item in range(items):
        if uniform(seed, number, 4 * item) < chance:
            low, high = 0, items - 1
            for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
                low = max(low, state.waits[problem.pred[edge]] + 1)
            for edge in range(problem.succ_at[item], problem.succ_at[item + 1]):
                high = min(high, state.waits[problem.succ[edge]] - 1)
            target = low + int(uniform(seed, number, 4 * item + 1) * (high - low + 1))
            at = state.waits[item]
            step = 1 if target > at else -1
            while at != target:
                state.order[at] = state.order[at + step]
                state.waits[state.order[at]] = at
                at += step
            state.order[at] = item
            state.waits[item] = at
        if uniform(seed, number, 4 * item + 2) < chance:
            first, last = problem.mode_at[item], problem.mode_at[item + 1]
            state.mode[item] = first + int(uniform(seed, number, 4 * item + 3) * (last - first))


@kernel
def _begin_anew(state: State) -> None:
    """Only the best stays; the population grows again from samples."""
    lead = 0
    for member in range(state.scores.shape[0]):
        if state.scores[member] < state.scores[lead]:
            lead = member
    for item in range(state.order.shape[0]):
        state.orders[0, item] = state.orders[lead, item]
        state.modes[0, item] = state.modes[lead, item]
    state.scores[0] = state.scores[lead]
    state.counts[1] = 1
    state.counts[2] = state.counts[0]


@kernel
def advance(problem: Modes, state: State, seed: np.uint64, tails: Floats, bound: int, passes: int) -> int:
    """Go on until `passes` more schedules are made or the bound is met; how many were made."""
    items, population = state.order.shape[0], state.scores.shape[0]
    made = 0
    while made < passes and state.best_score[0] > bound:
        number = state.counts[0]
        state.counts[0] += 1
        if state.counts[1] == population and number - state.counts[2] > _PATIENCE * population:
            _begin_anew(state)
        members = state.counts[1]
        target = members
        if members < population:
            _sample(problem, state, tails, 0.0 if number == 0 else 0.8, seed, 4 * number)
        else:
            mother = int(uniform(seed, 4 * number + 1, 0) * population)
            father = int(uniform(seed, 4 * number + 1, 1) * (population - 1))
            father += father >= mother
            rival = int(uniform(seed, 4 * number + 1, 2) * population)
            if rival != mother and state.scores[rival] < state.scores[father]:
                father = rival
            low = int(uniform(seed, 4 * number + 1, 3) * items)
            high = int(uniform(seed, 4 * number + 1, 4) * items)
            _cross(state, mother, father, min(low, high), max(low, high), seed, 4 * number + 1)
            _mutate(problem, state, 2.0 / items, seed, 4 * number + 2)
            target = mother
        _repair(problem, state, seed, 4 * number + 3)
        improve = (0.0, 0.3, 0.7)[number % 3]
        score, count = _evaluate(problem, state, improve, seed, 4 * number, bound)
        made += count
        if members < population:
            state.counts[1] = members + 1
        elif score > state.scores[target]:
            continue
        for item in range(items):
            state.orders[target, item] = state.order[item]
            state.modes[target, item] = state.mode[item]
        state.scores[target] = score
    return made
