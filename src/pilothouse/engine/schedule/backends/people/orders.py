"""The search over orders: forward-backward improvement of every schedule, then crossing of the best.

An order is improved by turning time round: items are scheduled backwards from the end in the order of their
finishes, then forwards in the order of the starts so found (Li and Willis 1992; Tormos and Lova 2001).
Improved orders form a population in which two parents give a child by two-point crossover (Hartmann 1998),
shaken a little, improved in turn, and put in a parent's place when it is better. Random numbers are
counters, so the answer depends on problem, seed and number of schedules alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pilothouse.engine.kernels import kernel, normal, uniform
from pilothouse.engine.schedule.backends.people.arrange import arrange
from pilothouse.engine.schedule.backends.people.board import Board
from pilothouse.engine.schedule.backends.people.generate import generate
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.compiled import Compiled, Floats, Ints

LATE = 1000.0
_EARLY = 0.1
_BROKEN = 1e7
_PUSHED = 1e3
_EPS = 1e-9
_LATE_BY = 1e-6
_EVERYTHING = 1 << 40
_ROUNDS = 6


class Aim(NamedTuple):
    """What is wanted of a schedule."""

    front: Floats  # (items,) taken off the keys of what must be placed first
    due: Floats  # (items,) the item's own deadline or its group's; infinity without
    early: float  # weight of finishing what weighs much early; 0 when all weigh the same
    ideal: float  # a score that cannot be beaten
    keys: Floats  # (rules, items) priority rules
    spread: Floats  # (rules,)


class State(NamedTuple):
    """The search so far; one call of `advance` leaves it where the next takes it up."""

    orders: Ints  # (population, items)
    scores: Floats  # (population,)
    sparing: Floats  # (population,)
    noise: Floats  # (population,)
    seeds: Ints  # (population,)
    best_score: Floats  # (1,)
    best_start: Floats
    best_finish: Floats
    best_team: Ints
    counts: Ints  # members tried, members of the population, members tried at the last improvement,
    # days that the mirror's calendars go back
    order: Ints  # (items,) room to work in, as are the next four
    other: Ints
    keys: Floats
    marked: Ints
    turned: Ints


def new_state(problem: Compiled, board: Board, population: int) -> State:
    items = problem.work.shape[0]
    return State(
        orders=np.zeros((population, items), dtype=np.int64),
        scores=np.full(population, np.inf),
        sparing=np.zeros(population),
        noise=np.zeros(population),
        seeds=np.zeros(population, dtype=np.int64),
        best_score=np.full(1, np.inf),
        best_start=np.zeros(items),
        best_finish=np.zeros(items),
        best_team=np.zeros_like(board.team),
        counts=np.array([0, 0, 0, _EVERYTHING], dtype=np.int64),
        order=np.zeros(items, dtype=np.int64),
        other=np.zeros(items, dtype=np.int64),
        keys=np.zeros(items),
        marked=np.zeros(items, dtype=np.int64),
        turned=np.zeros(items, dtype=np.int64),
    )


@kernel
def _product_ends(problem: Compiled, board: Board) -> np.ndarray:
    ends = np.zeros(problem.product_weight.shape[0])
    for item in range(board.finish.shape[0]):
        product = problem.product[item]
        if board.finish[item] > ends[product]:
            ends[product] = board.finish[item]
    return ends


@kernel
def score_of(problem: Compiled, board: Board, aim: Aim, broken: int) -> float:
    """Makespan, or where products weigh against each other the mean of their finishes; and dearer than any:
    weighted days late, and items that outlast their people.
    """
    items = problem.work.shape[0]
    makespan, late, early, total = 0.0, 0.0, 0.0, 0.0
    for item in range(items):
        end = board.finish[item]
        makespan = max(makespan, end)
        if end > problem.deadline[item]:
            late += max(problem.weight[item], 0.01) * (end - problem.deadline[item])
        if end > problem.latest[item] + _LATE_BY:
            late += _PUSHED * (1.0 + end - problem.latest[item])
        if problem.fixed[item] >= 0.0 and board.start[item] > problem.fixed[item]:
            late += board.start[item] - problem.fixed[item]
        early += problem.weight[item] * end
        total += problem.weight[item]
    for group in range(problem.group_deadline.shape[0]):
        end = 0.0
        for index in range(problem.group_at[group], problem.group_at[group + 1]):
            end = max(end, board.finish[problem.group[index]])
        late += max(0.0, end - problem.group_deadline[group])
    if problem.product_weight.shape[0] > 0:
        makespan = 0.0
        ends = _product_ends(problem, board)
        for product in range(ends.shape[0]):
            makespan += problem.product_weight[product] * ends[product]
    return makespan + LATE * late + _BROKEN * broken + (aim.early * early / total if total > 0.0 else 0.0)


@kernel
def _keep(problem: Compiled, board: Board, aim: Aim, state: State, broken: int) -> float:
    score = score_of(problem, board, aim, broken)
    if score < state.best_score[0] - _EPS:
        state.best_score[0] = score
        for item in range(board.start.shape[0]):
            state.best_start[item] = board.start[item]
            state.best_finish[item] = board.finish[item]
        for index in range(board.team.shape[0]):
            state.best_team[index] = board.team[index]
        state.counts[2] = state.counts[0]
    return score


@kernel
def _turn(problem: Compiled, mirror: Compiled, aim: Aim, state: State, end: float) -> None:
    """Lay calendars and deadlines backwards from `end`. Before the plan's start everybody works fully."""
    width = mirror.capacity.shape[1] - 1
    horizon = problem.capacity.shape[1] - 1
    if horizon > 1 or width > 1:
        for person in range(problem.leaves.shape[0]):
            most = 0.0
            for day in range(horizon + 1):
                most = max(most, problem.carried[person, day])
            for day in range(min(width + 1, max(int(end), state.counts[3]))):
                real = int(end) - 1 - day
                share = problem.carried[person, min(real, horizon)] if real >= 0 else most
                mirror.capacity[person, day] = share
            mirror.capacity[person, width] = most
        state.counts[3] = int(end)
    for item in range(aim.due.shape[0]):
        mirror.earliest[item] = max(0.0, end - aim.due[item])
    _turn_busy(problem, mirror, end)


@kernel
def _turn_busy(problem: Compiled, mirror: Compiled, end: float) -> None:
    """Lay what is there already backwards from `end`."""
    for person in range(problem.leaves.shape[0]):
        first, last = problem.busy_at[person], problem.busy_at[person + 1]
        for index in range(first, last):
            other = first + last - 1 - index
            mirror.busy_from[index] = max(0.0, end - problem.busy_to[other])
            mirror.busy_to[index] = max(0.0, end - problem.busy_from[other])
    for index in range(problem.held_from.shape[0]):
        mirror.held_from[index] = max(0.0, end - problem.held_to[index])
        mirror.held_to[index] = max(0.0, end - problem.held_from[index])


@kernel
def _keep_ends(problem: Compiled, mirror: Compiled, board: Board, end: float) -> None:
    """Turned round, no product ends later than it does now."""
    ends = _product_ends(problem, board)
    for item in range(mirror.earliest.shape[0]):
        latest = np.ceil(ends[problem.product[item]] - _EPS)
        mirror.earliest[item] = max(mirror.earliest[item], end - latest)


@kernel
def _improve(
    problem: Compiled, mirror: Compiled, board: Board, back: Board, aim: Aim, state: State, taste: Taste
) -> tuple[float, int]:
    """Score of `state.order` after forward-backward improvement (in place), and schedules made."""
    items = problem.work.shape[0]
    broken = generate(problem, board, state.order, taste)
    score = _keep(problem, board, aim, state, broken)
    made = 1
    for _ in range(_ROUNDS):
        if state.best_score[0] <= aim.ideal:
            break
        end = 0.0
        for item in range(items):
            end = max(end, np.ceil(board.finish[item] - _EPS))
        _turn(problem, mirror, aim, state, end)
        if problem.product_weight.shape[0] > 0:
            _keep_ends(problem, mirror, board, end)
        for item in range(items):
            state.keys[item] = -board.finish[item]
        arrange(state.keys, mirror, state.turned)
        generate(mirror, back, state.turned, taste)
        for item in range(items):
            state.keys[item] = end - back.finish[item] - aim.front[item]
        arrange(state.keys, problem, state.turned)
        broken = generate(problem, board, state.turned, taste)
        fresh = _keep(problem, board, aim, state, broken)
        made += 2
        if fresh > score + _EPS:
            break
        better = fresh < score - _EPS
        score = fresh
        for place in range(items):
            state.order[place] = state.turned[place]
        if not better:
            break
    return score, made


@kernel
def _cross(state: State, mother: int, father: int, low: int, high: int) -> None:
    """Into `state.other`: the mother's order with `high - low` places from `low` on filled as in the
    father's.
    """
    items = state.other.shape[0]
    for item in range(items):
        state.marked[item] = 0
    for place in range(low):
        item = state.orders[mother, place]
        state.other[place] = item
        state.marked[item] = 1
    at = low
    for place in range(items):
        if at == high:
            break
        item = state.orders[father, place]
        if state.marked[item] == 0:
            state.other[at] = item
            state.marked[item] = 1
            at += 1
    for place in range(items):
        item = state.orders[mother, place]
        if state.marked[item] == 0:
            state.other[at] = item
            state.marked[item] = 1
            at += 1


@kernel
def advance(  # lint: sizes, because a kernel is compiled whole
    problem: Compiled,
    mirror: Compiled,
    board: Board,
    back: Board,
    aim: Aim,
    state: State,
    scarcity: np.ndarray,
    seed: np.uint64,
    passes: int,
) -> int:
    """Go on until `passes` more schedules are made or the ideal is met; returns how many were made."""
    items = problem.work.shape[0]
    population = state.scores.shape[0]
    rules = aim.keys.shape[0]
    made = 0
    while made < passes and state.best_score[0] > aim.ideal:
        number = state.counts[0]
        state.counts[0] += 1
        members = state.counts[1]
        target = members
        if members == population and number - state.counts[2] > 12 * population:
            # Nothing better for long: all but the best begin anew.
            lead = 0
            for member in range(population):
                if state.scores[member] < state.scores[lead]:
                    lead = member
            for place in range(items):
                state.orders[0, place] = state.orders[lead, place]
            state.scores[0] = state.scores[lead]
            state.sparing[0], state.noise[0] = state.sparing[lead], state.noise[lead]
            state.seeds[0] = state.seeds[lead]
            state.counts[1] = 1
            state.counts[2] = number
            members = 1
            target = 1
        if members < population:
            rule = number % rules
            width = 0.0 if number < rules else (0.08, 0.2, 0.4)[number % 3] * aim.spread[rule]
            for item in range(items):
                shake = width * normal(seed, number, item) if width > 0.0 else 0.0
                state.keys[item] = aim.keys[rule, item] + shake - aim.front[item]
            sparing = (0.3, 0.0, 1.0)[(number // rules) % 3]
            noise = 0.0 if number < 3 * rules else 0.3
            draw = number
        else:
            mother = int(uniform(seed, number, items + 1) * population)
            father = int(uniform(seed, number, items + 2) * (population - 1))
            father += father >= mother
            rival = int(uniform(seed, number, items + 3) * population)
            if rival != mother and state.scores[rival] < state.scores[father]:
                father = rival
            low = int(uniform(seed, number, items + 4) * items)
            high = int(uniform(seed, number, items + 5) * items)
            if low > high:
                low, high = high, low
            _cross(state, mother, father, low, high)
            chance = 0.04 if items > 50 else 2.0 / items
            for place in range(items):
                item = state.other[place]
                shake = 0.0
                if uniform(seed, number, items + 8 + 2 * place) < chance:
                    shake = (uniform(seed, number, items + 9 + 2 * place) - 0.5) * (0.3 * items + 4.0)
                state.keys[item] = place + shake - aim.front[item]
            source = mother if uniform(seed, number, items + 6) < 0.5 else father
            sparing, noise, draw = state.sparing[source], state.noise[source], state.seeds[source]
            if uniform(seed, number, items + 7) < 0.1:
                noise, draw = 0.3, number
            target = mother
        arrange(state.keys, problem, state.order)
        taste = Taste(scarcity, sparing, noise, np.uint64(draw) ^ seed)
        score, count = _improve(problem, mirror, board, back, aim, state, taste)
        made += count
        if members < population:
            state.counts[1] = members + 1
        elif score > state.scores[target] + _EPS:
            continue
        for place in range(items):
            state.orders[target, place] = state.order[place]
        state.scores[target] = score
        state.sparing[target], state.noise[target], state.seeds[target] = sparing, noise, draw
    return made
