"""The search for problems with named people, calendars and dates, as an object that can be gone on with."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np

from pilothouse.engine.network import tails
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.board import new_board
from pilothouse.engine.schedule.backends.people.orders import Aim, advance, new_state
from pilothouse.engine.schedule.bounds import person_days, product_bounds, shortest
from pilothouse.engine.schedule.compiled import Compiled, Floats, mirrored
from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.schedule.workload import times_for

_EARLY = 0.1
_STEP = 500  # schedules between two looks at the time
_FRONT = 1e9
_SAME = 1e-9
_WORDS = 0xFFFFFFFFFFFFFFFF


class Search:
    """`run` goes on where it ended. `expected` schedules settle how many orders are kept."""

    def __init__(self, compiled: Compiled, *, seed: int, expected: int) -> None:
        self.compiled = compiled
        self.seed = np.uint64(seed & _WORDS)
        self.aim = aim_of(compiled)
        self.board, self.back = new_board(compiled), new_board(compiled)
        self.state = new_state(compiled, self.board, int(np.clip(expected // 100, 6, 40)))
        mirror = mirrored(compiled)._replace(capacity=_mirror_capacity(compiled))
        self.mirror = mirror._replace(carried=mirror.capacity)
        self.scarcity = _scarcity(compiled)
        self.done = 0
        self._advance(self.aim, 0)  # loads the machine code: no time limit counts it

    @property
    def early(self) -> float:
        """Weight of finishing early in the score."""
        return self.aim.early

    def run(
        self,
        *,
        bound: float,
        passes: int | None,
        watch: Stopwatch,
        until: float,
        told: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Go on to a plan that nothing can beat, given that none ends before `bound`; to `passes` schedules
        in all (None: no limit), or until `watch` has come to `until`.
        """
        aim = self.aim._replace(ideal=-np.inf if self.early else bound * (1 + 1e-9) + 1e-7)
        step = min(_STEP, max(1, 60_000 // self.compiled.work.size))
        while passes is None or self.done < passes:
            began = time.thread_time()
            made = self._advance(aim, step if passes is None else min(step, passes - self.done))
            watch.add(time.thread_time() - began)
            self.done += made
            told(self.done)
            if made == 0 or self.state.best_score[0] <= aim.ideal or watch.spent > until:
                break

    def _advance(self, aim: Aim, passes: int) -> int:
        return int(
            advance(
                self.compiled,
                self.mirror,
                self.board,
                self.back,
                aim,
                self.state,
                self.scarcity,
                self.seed,
                passes,
            )
        )

    @property
    def best(self) -> Found:
        state, at = self.state, self.board.team_at.tolist()
        return Found(
            score=float(state.best_score[0]),
            starts=state.best_start,
            finishes=state.best_finish,
            teams=tuple(tuple(state.best_team[begin:end].tolist()) for begin, end in itertools.pairwise(at)),
        )


def _mirror_capacity(compiled: Compiled) -> Floats:
    """Room for everybody's calendar laid backwards: the longest plan that is turned round."""
    if compiled.capacity.shape[1] <= 2 and not (compiled.capacity[:, :1] != compiled.capacity[:, 1:]).any():
        return compiled.carried.copy()
    work = float(compiled.work.sum())
    busy = float(compiled.busy_to.max(initial=0.0))
    width = int(min(20_000, compiled.capacity.shape[1] + work + busy + 10))
    return np.zeros((compiled.leaves.size, width + 1))


def aim_of(problem: Compiled) -> Aim:
    """What is wanted of a schedule: deadlines, weights, and the rules for first orders."""
    items = problem.work.shape[0]
    least = shortest(problem)
    after_each = np.repeat(np.arange(items), np.diff(problem.pred_at))
    edges = list(zip(problem.pred.tolist(), after_each.tolist(), strict=True))
    tail = np.array(tails(items, edges, least.tolist()))
    own = np.minimum(problem.deadline, problem.latest)
    for index, deadline in enumerate(problem.group_deadline):
        members = problem.group[problem.group_at[index] : problem.group_at[index + 1]]
        own[members] = np.minimum(own[members], deadline)
    finite = own[np.isfinite(own)]
    due = _inherited(problem, np.where(np.isfinite(own), own, finite.max(initial=0.0) + tail.max()), least)
    size = np.maximum(problem.work, 0.25)
    weight = problem.weight / (np.abs(problem.weight).max() or 1.0)
    after = _followers(problem)
    longest = tail.max() or 1.0
    keys = np.array(
        [
            due - least,
            -tail,
            due,
            -weight * 10 * longest - tail,
            -weight / size * longest - 0.1 * tail,
            -tail - np.minimum(after, items),
        ]
    )
    if not finite.size:
        keys = keys[1:] if np.ptp(problem.weight) > 0 else keys[[1, 2, 5]]
    if problem.product_weight.size:
        keys = np.vstack((_one_after_the_other(problem, own, least, tail), keys))
    even = _is_even(problem) if items else True
    return Aim(
        front=_front(problem),
        due=own,
        early=0.0 if even else _EARLY,
        ideal=-np.inf,
        keys=np.ascontiguousarray(keys),
        spread=np.array([float(np.ptp(row)) or 1.0 for row in keys]),
    )


def _is_even(problem: Compiled) -> bool:
    """Whether items weigh the same but for their products."""
    if problem.product_weight.size:
        return bool(np.ptp(problem.weight / problem.product_weight[problem.product]) < _SAME)
    return bool(np.ptp(problem.weight) == 0)


def _one_after_the_other(problem: Compiled, own: Floats, least: Floats, tail: Floats) -> Floats:
    """Rules that finish products in turn, the shortest for its weight first (Smith 1956): by the latest start
    with which the product ends when all work up to its own is done, the same with all of a product before the
    next, and with products in the order of their longest chains.
    """
    weight, chains = problem.product_weight, product_bounds(problem, least)
    amount = np.zeros(weight.size)
    np.add.at(amount, problem.product, person_days(problem))
    rules = []
    for size in (amount, chains):
        turn = np.argsort(size / weight, kind="stable")
        ends = np.zeros(weight.size)
        ends[turn] = times_for(problem.capacity, np.cumsum(amount[turn]))
        ends = np.maximum(ends, chains)
        rules.append(_inherited(problem, np.minimum(own, ends[problem.product]), least) - least)
    place = np.empty(weight.size)
    place[np.argsort(amount / weight, kind="stable")] = np.arange(weight.size)
    rules.insert(1, place[problem.product] * (tail.max() + 1.0) - tail)
    return np.array(rules)


def _followers(problem: Compiled) -> Floats:
    """How many items wait for each, those that wait for these counted half, and so on."""
    after = [0.0] * problem.work.size
    at, succ = problem.succ_at.tolist(), problem.succ.tolist()
    for item in problem.order[::-1].tolist():
        followers = succ[at[item] : at[item + 1]]
        after[item] = len(followers) + sum(after[row] for row in followers) * 0.5
    return np.array(after)


def _front(problem: Compiled) -> Floats:
    """What starts on a fixed date comes first, and what it waits for before it."""
    front = np.where(problem.fixed >= 0, _FRONT, 0.0)
    for item in problem.order[::-1] if front.any() else ():
        if front[item] > 0:
            before = problem.pred[problem.pred_at[item] : problem.pred_at[item + 1]]
            front[before] = np.maximum(front[before], _FRONT / 2)
    return front


def _inherited(problem: Compiled, due: Floats, least: Floats) -> Floats:
    """Deadlines passed on to predecessors: they must end early enough for what waits for them."""
    latest, length = due.tolist(), least.tolist()
    at, preds, lags = problem.pred_at.tolist(), problem.pred.tolist(), problem.pred_lag.tolist()
    for item in problem.order[::-1].tolist():
        for edge in range(at[item], at[item + 1]):
            before = preds[edge]
            latest[before] = min(latest[before], latest[item] - length[item] - lags[edge])
    return np.array(latest)


def _scarcity(problem: Compiled) -> Floats:
    """How much of what only few can do falls on each person, 0 to 1: they are spared for it."""
    cost = np.zeros(problem.leaves.shape[0])
    share = 1.0 / np.maximum(problem.able.sum(axis=1), 1)
    for need in problem.slot.tolist():
        cost[problem.able[need]] += share[need]
    most = cost.max(initial=0.0)
    scaled: Floats = cost / most if most > 0 else cost
    return scaled
