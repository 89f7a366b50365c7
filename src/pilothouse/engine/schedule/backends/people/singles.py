"""Where an item that one person does, or nobody, is put."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.people.board import Board, first_room
from pilothouse.engine.schedule.backends.people.lengths import at_work, end_of
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.backends.people.wanted import count_heads
from pilothouse.engine.schedule.compiled import Compiled

_EPS = 1e-9
_SURELY = 1e-6


@kernel
def _where_counted(
    problem: Compiled, board: Board, item: int, begin: float, end: float, capacity: np.ndarray
) -> tuple[float, float]:
    """Where the caps have room for the one person in the team of `item`, from `begin` on."""
    spot = board.team_at[item]
    person = board.team[spot]
    while end < np.inf and end > begin + _EPS:
        room = first_room(problem, board, begin, end - begin)
        if room <= begin:
            break
        begin = at_work(room, person, capacity)
        end = (
            np.inf if begin == np.inf else end_of(problem, item, begin, board.team, spot, spot + 1, capacity)
        )
    return begin, end


@kernel
def place_alone(  # lint: sizes, because a kernel is compiled whole
    problem: Compiled,
    board: Board,
    item: int,
    bound: float,
    least_finish: float,
    capacity: np.ndarray,
    taste: Taste,
    capped: bool,
) -> bool:
    """One person, no pools: the gap of all able people in which the item ends first, rare skills spared."""
    spot = board.team_at[item]
    named = problem.pinned_at[item + 1] - problem.pinned_at[item]
    first, last = 0, problem.leaves.shape[0]
    need = -1
    if named:
        first = problem.pinned[problem.pinned_at[item]]
        last = first + 1
    else:
        need = problem.slot[problem.slot_at[item]]
    best, best_start, best_end, who = np.inf, 0.0, 0.0, -1
    for person in range(first, last):
        if need >= 0 and not problem.able[need, person]:
            continue
        board.team[spot] = person
        penalty = taste.sparing * taste.scarcity[person]
        if taste.noise > 0.0:
            penalty += taste.noise * uniform(taste.seed, item, person)
        for gap in range(board.gaps[person]):
            limit = board.gap_end[person, gap]
            begin = max(bound, board.gap_start[person, gap])
            if begin + problem.work[item] >= best:
                break
            if begin > limit - _EPS and problem.work[item] > 0.0:
                continue
            if begin + problem.work[item] > limit + _SURELY:
                continue  # nobody works more than a day a day
            if problem.work[item] > 0.0:
                begin = at_work(begin, person, capacity)
            if begin == np.inf:
                break
            end = end_of(problem, item, begin, board.team, spot, spot + 1, capacity)
            tries = 0
            while end < least_finish - _EPS and tries < 200:
                begin += max(least_finish - end, 1e-6 if tries < 100 else 1.0)
                if problem.work[item] > 0.0:
                    begin = at_work(begin, person, capacity)
                if begin == np.inf:
                    end = np.inf
                    break
                end = end_of(problem, item, begin, board.team, spot, spot + 1, capacity)
                tries += 1
            if capped and end < np.inf and count_heads(problem, board, item, spot, spot + 1):
                begin, end = _where_counted(problem, board, item, begin, end, capacity)
            if end > limit + _EPS or end == np.inf:
                continue
            score = end + penalty * (end - begin)
            if score < best:
                best, best_start, best_end, who = score, begin, end, person
            break
    if who < 0:
        return False
    board.start[item] = best_start
    board.finish[item] = best_end
    board.team[spot] = who
    return True


@kernel
def place_unstaffed(problem: Compiled, board: Board, item: int, bound: float, least_finish: float) -> None:
    length = problem.work[item]
    begin = max(bound, least_finish - length)
    if problem.pool.shape[0] > 0 and length > 0.0:
        begin = first_room(problem, board, begin, length)
    board.start[item] = begin
    board.finish[item] = begin + length
