"""The search for problems with named people, calendars and dates, as an object that can be gone on with."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np

from pilothouse.engine.network import tails
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.generate import new_board
from pilothouse.engine.schedule.backends.people.orders import Aim, advance, new_state
from pilothouse.engine.schedule.bounds import shortest
from pilothouse.engine.schedule.compiled import Compiled, Floats, mirrored

_EARLY = 0.1
_FRONT = 1e9
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
        until: float,
        told: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Go on to a plan that nothing can beat, given that none ends before `bound`; to `passes` schedules
        in all (None: no limit), or to `until` on the clock of `time.perf_counter`.
        """
        aim = self.aim._replace(ideal=-np.inf if self.early else bound * (1 + 1e-9) + 1e-7)
        step = max(8, 60_000 // self.compiled.work.size)
        while passes is None or self.done < passes:
            made = self._advance(aim, step if passes is None else min(step, passes - self.done))
            self.done += made
            told(self.done)
            if made == 0 or self.state.best_score[0] <= aim.ideal or time.perf_counter() > until:
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
    width = int(min(20_000, compiled.capacity.shape[1] + work + 10))
    return np.zeros((compiled.leaves.size, width + 1))


def aim_of(problem: Compiled) -> Aim:
    """What is wanted of a schedule: deadlines, weights, and the rules for first orders."""
    items = problem.work.shape[0]
    least = shortest(problem)
    edges = [
        (int(problem.pred[edge]), item)
        for item in range(items)
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1])
    ]
    tail = np.array(tails(items, edges, least.tolist()))
    own = problem.deadline.copy()
    for index, deadline in enumerate(problem.group_deadline):
        members = problem.group[problem.group_at[index] : problem.group_at[index + 1]]
        own[members] = np.minimum(own[members], deadline)
    finite = own[np.isfinite(own)]
    due = _inherited(problem, np.where(np.isfinite(own), own, finite.max(initial=0.0) + tail.max()), least)
    size = np.maximum(problem.work, 0.25)
    weight = problem.weight / (np.abs(problem.weight).max() or 1.0)
    after = np.zeros(items)
    for item in problem.order[::-1]:
        followers = problem.succ[problem.succ_at[item] : problem.succ_at[item + 1]]
        after[item] = followers.size + after[followers].sum() * 0.5
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
    even = np.ptp(problem.weight) == 0 if items else True
    return Aim(
        front=_front(problem),
        due=own,
        early=0.0 if even else _EARLY,
        ideal=-np.inf,
        keys=np.ascontiguousarray(keys),
        spread=np.array([float(np.ptp(row)) or 1.0 for row in keys]),
    )


def _front(problem: Compiled) -> Floats:
    """What starts on a fixed date comes first, and what it waits for before it."""
    front = np.where(problem.fixed >= 0, _FRONT, 0.0)
    for item in problem.order[::-1]:
        if front[item] > 0:
            before = problem.pred[problem.pred_at[item] : problem.pred_at[item + 1]]
            front[before] = np.maximum(front[before], _FRONT / 2)
    return front


def _inherited(problem: Compiled, due: Floats, least: Floats) -> Floats:
    """Deadlines passed on to predecessors: they must end early enough for what waits for them."""
    due = due.copy()
    for item in problem.order[::-1]:
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before = problem.pred[edge]
            due[before] = min(due[before], due[item] - least[item] - problem.pred_lag[edge])
    return due


def _scarcity(problem: Compiled) -> Floats:
    """How much of what only few can do falls on each person, 0 to 1: they are spared for it."""
    cost = np.zeros(problem.leaves.shape[0])
    for need in problem.slot:
        able = problem.able[need]
        cost[able] += 1.0 / able.sum()
    most = cost.max(initial=0.0)
    scaled: Floats = cost / most if most > 0 else cost
    return scaled
