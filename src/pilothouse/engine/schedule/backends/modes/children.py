"""New lists and modes: by rules and chance, by crossing two (Hartmann 2001), by moving and changing a few.

A child that spends more than there is gets other modes until it no longer does.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.modes.build import excess
from pilothouse.engine.schedule.backends.modes.island import State
from pilothouse.engine.schedule.backends.modes.packed import Modes


@kernel
def sample(
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
def cross(state: State, mother: int, father: int, low: int, high: int, seed: np.uint64, number: int) -> None:
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
def mutate(problem: Modes, state: State, chance: float, seed: np.uint64, number: int) -> None:
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
def _count_spent(problem: Modes, state: State) -> None:
    for kind in range(problem.stock.shape[0]):
        state.used[kind] = 0
        for item in range(state.mode.shape[0]):
            state.used[kind] += problem.spend[state.mode[item], kind]


@kernel
def repair(problem: Modes, state: State, seed: np.uint64, number: int) -> int:
    """Change modes while that lowers what is overspent; every fourth try may go sideways. What is left."""
    items = state.mode.shape[0]
    _count_spent(problem, state)
    over = excess(problem, state.used)
    tries = 0
    while over > 0 and tries < 12 * items:
        item = int(uniform(seed, number, 3 * tries) * items)
        first, last = problem.mode_at[item], problem.mode_at[item + 1]
        old = state.mode[item]
        new = first + int(uniform(seed, number, 3 * tries + 1) * (last - first))
        for kind in range(problem.stock.shape[0]):
            state.used[kind] += problem.spend[new, kind] - problem.spend[old, kind]
        fresh = excess(problem, state.used)
        if fresh < over or (fresh == over and tries % 4 == 0):
            state.mode[item] = new
            over = fresh
        else:
            for kind in range(problem.stock.shape[0]):
                state.used[kind] += problem.spend[old, kind] - problem.spend[new, kind]
        tries += 1
    return over


@kernel
def begin_anew(state: State) -> None:
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
