"""Serial schedule generation with named people, pools and calendars, in compiled code.

Items are taken in a given order and each is put at the first moment at which everything it needs is there:
predecessors, its people for the whole time, room in its pools (serial generation: Kelley 1963, Kolisch 1996).
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel
from pilothouse.engine.schedule.backends.people.board import Board, clear, hold, leave, occupy
from pilothouse.engine.schedule.backends.people.singles import place_alone, place_unstaffed
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.backends.people.teams import place_idle, place_team
from pilothouse.engine.schedule.backends.people.wanted import count_heads, want
from pilothouse.engine.schedule.compiled import Compiled

_EPS = 1e-9


@kernel
def generate(problem: Compiled, board: Board, order: np.ndarray, taste: Taste) -> int:
    """Fill start, finish and team of `board` for the precedence-feasible `order`.

    Returns how many items could not be done by those who stay: they are placed as if nobody left.
    """
    clear(problem, board)
    broken = 0
    for place in range(order.shape[0]):
        item = order[place]
        bound = max(problem.earliest[item], problem.fixed[item])
        least_finish = problem.floor[item]
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before, kind, lag = problem.pred[edge], problem.pred_kind[edge], problem.pred_lag[edge]
            moment = (board.finish[before] if kind == 0 or kind == 2 else board.start[before]) + lag
            if kind < 2:
                bound = max(bound, moment)
            else:
                least_finish = max(least_finish, moment)
        stretched = False
        first, last = board.team_at[item], board.team_at[item + 1]
        pooled = want(problem, board, item)
        counted = False
        for cap in range(problem.cap.shape[0]):
            counted |= problem.capped[item, cap]
        if first == last:
            place_unstaffed(problem, board, item, bound, least_finish)
        elif problem.idle and problem.work[item] <= 0.0:
            place_idle(problem, board, item, max(bound, least_finish))
        else:
            for lenient in range(3 if counted else 2):
                if lenient == 1:
                    broken += 1
                    stretched = True
                    for person in range(problem.leaves.shape[0]):
                        board.gap_end[person, board.gaps[person] - 1] = np.inf
                capacity = problem.carried if lenient else problem.capacity
                capped = counted and lenient < 2
                if last - first == 1 and not pooled:
                    done = place_alone(problem, board, item, bound, least_finish, capacity, taste, capped)
                else:
                    done = place_team(problem, board, item, bound, least_finish, capacity, taste, capped)
                if done:
                    break
        begin, end = board.start[item], board.finish[item]
        if end > begin + _EPS:
            for index in range(first, last):
                occupy(board, board.team[index], begin, end)
        if stretched:
            leave(problem, board)
        if end > begin + _EPS:
            counted = counted and count_heads(problem, board, item, first, last)
            if problem.pool.shape[0] > 0 or counted:
                hold(board, begin, end)
    return broken
