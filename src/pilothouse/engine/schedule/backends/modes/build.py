"""A list of items and their modes as a schedule, improved by justification.

Backwards from the end, then forwards again (Valls, Ballestín and Quintanilla 2005), where an item may at each
step go over to the mode in which it ends first, as far as consumables last (the extended generation of Van
Peteghem and Vanhoucke 2010).
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.modes.island import State
from pilothouse.engine.schedule.backends.modes.packed import Modes

BROKEN = 1_000_000


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
def excess(problem: Modes, used: np.ndarray) -> int:
    over = 0
    for kind in range(problem.stock.shape[0]):
        over += max(0, used[kind] - problem.stock[kind])
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
def evaluate(
    problem: Modes, state: State, improve: float, seed: np.uint64, number: int, bound: int
) -> tuple[int, int]:
    """Score of `state.order` with `state.mode`, both improved in place, and schedules made."""
    over = excess(problem, state.used)
    score = _build(problem, state, state.order, True, improve, seed, number) + BROKEN * over
    _keep(state, score)
    made = 1
    for turn in range(4):
        if score <= bound:
            break
        _by_end(state.order, state.finish, state.place)
        draw = number + (2 * turn + 1) * 0x10000000
        _build(problem, state, state.place, False, improve, seed, draw)
        _by_end(state.place, state.back, state.order)
        over = excess(problem, state.used)
        draw += 0x10000000
        fresh = _build(problem, state, state.order, True, improve, seed, draw) + BROKEN * over
        _keep(state, fresh)
        made += 2
        better = fresh < score
        score = fresh
        if not better:
            break
    return score, made
