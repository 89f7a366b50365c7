"""The search over ways and orders together, for problems of pools whose items have alternatives (MRCPSP).

A schedule is a mode for each item and a list of the items, built serially (`build`); lists and modes are
crossed together (`children`). Two islands give each other their best, so that the answer depends on problem,
seed and number of schedules, never on the number of threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.modes.build import BROKEN, evaluate
from pilothouse.engine.schedule.backends.modes.children import begin_anew, cross, mutate, repair, sample
from pilothouse.engine.schedule.backends.modes.island import POPULATION, State, new_state
from pilothouse.engine.schedule.backends.modes.packed import Modes
from pilothouse.engine.schedule.compiled import Floats, Ints

_ISLANDS = 2
_EPOCH = 400_000
_PATIENCE = 25


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
    step = max(POPULATION, _EPOCH // (_ISLANDS * max(1, problem.earliest.size)))
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
    return best.best_start, best.best_mode, int(best.best_score[0]) // BROKEN, done


def _welcome(island: State, best: State) -> None:
    """The best of all takes the place of the island's worst."""
    members = int(island.counts[1])
    if island is best or members < POPULATION or best.best_score[0] >= island.scores[:members].min():
        return
    worst = int(np.argmax(island.scores))
    island.orders[worst] = best.best_order
    island.modes[worst] = best.best_mode
    island.scores[worst] = best.best_score[0]


@kernel
def advance(problem: Modes, state: State, seed: np.uint64, tails: Floats, bound: int, passes: int) -> int:
    """Go on until `passes` more schedules are made or the bound is met; how many were made."""
    items, population = state.order.shape[0], state.scores.shape[0]
    made = 0
    while made < passes and state.best_score[0] > bound:
        number = state.counts[0]
        state.counts[0] += 1
        if state.counts[1] == population and number - state.counts[2] > _PATIENCE * population:
            begin_anew(state)
        members = state.counts[1]
        target = members
        if members < population:
            sample(problem, state, tails, 0.0 if number == 0 else 0.8, seed, 4 * number)
        else:
            mother = int(uniform(seed, 4 * number + 1, 0) * population)
            father = int(uniform(seed, 4 * number + 1, 1) * (population - 1))
            father += father >= mother
            rival = int(uniform(seed, 4 * number + 1, 2) * population)
            if rival != mother and state.scores[rival] < state.scores[father]:
                father = rival
            low = int(uniform(seed, 4 * number + 1, 3) * items)
            high = int(uniform(seed, 4 * number + 1, 4) * items)
            cross(state, mother, father, min(low, high), max(low, high), seed, 4 * number + 1)
            mutate(problem, state, 2.0 / items, seed, 4 * number + 2)
            target = mother
        repair(problem, state, seed, 4 * number + 3)
        improve = (0.0, 0.3, 0.7)[number % 3]
        score, count = evaluate(problem, state, improve, seed, 4 * number, bound)
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
