"""A schedule with named people, pools and calendars while it grows: who is free, and what pools have left.

People keep a list of gaps, so that a later item may fill the time before an earlier one. Heads under caps are
counted like units of pools.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints

_EPS = 1e-9
_GAPS = 24
_LEAST_GAP = 0.02


class Board(NamedTuple):
    """The schedule while it grows, and room to work in. One board serves any number of generations."""

    start: Floats  # (items,)
    finish: Floats
    team_at: Ints  # CSR over items: where the people of an item lie in `team`, chosen ones first
    team: Ints
    gap_start: Floats  # (people, gaps) free time, ascending
    gap_end: Floats
    gaps: Ints  # (people,)
    moment: Floats  # (moments,) where the use of pools changes
    used: Ints  # (moments, pools + caps) use from that moment on
    wanted: Ints  # (pools + caps,) units that are asked for
    moments: Ints  # (1,)
    usable: Flags  # (people,)
    until: Floats  # (people,)
    cost: Floats  # (people,)
    chosen: Ints  # (people,)
    owner: Ints  # (people,)
    came: Ints  # (people,)
    queue: Ints  # (people + 1,)


def new_board(problem: Compiled) -> Board:
    items, people = problem.work.shape[0], problem.leaves.shape[0]
    units = problem.pool.shape[0] + problem.cap.shape[0]
    gaps = _GAPS + int(np.diff(problem.busy_at).max(initial=0))
    moments = 2 * (items + problem.held_from.shape[0]) + 4
    team_at = np.zeros(items + 1, dtype=np.int64)
    team_at[1:] = np.cumsum(np.diff(problem.pinned_at) + np.diff(problem.slot_at))

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Board(
        start=np.zeros(items),
        finish=np.zeros(items),
        team_at=team_at,
        team=whole(int(team_at[-1])),
        gap_start=np.zeros((people, gaps)),
        gap_end=np.zeros((people, gaps)),
        gaps=whole(people),
        moment=np.zeros(moments),
        used=whole(moments, units),
        wanted=whole(units),
        moments=whole(1),
        usable=np.zeros(people, dtype=np.bool_),
        until=np.zeros(people),
        cost=np.zeros(people),
        chosen=whole(people + 1),
        owner=whole(people),
        came=whole(people),
        queue=whole(people + 2),
    )


@kernel
def occupy(board: Board, person: int, begin: float, end: float) -> None:
    """Take `begin` to `end` out of the person's gaps. The last gap stays, even when it is empty."""
    count = board.gaps[person]
    at = count - 1
    while at > 0 and board.gap_start[person, at] > begin + _EPS:
        at -= 1
    first, last = board.gap_start[person, at], board.gap_end[person, at]
    left = begin - first > _LEAST_GAP
    right = last - end > _LEAST_GAP or at == count - 1
    if left and right:
        if count == board.gap_start.shape[1]:
            if at == 0:
                board.gap_start[person, 0] = end
                return
            for index in range(1, at + 1):
                board.gap_start[person, index - 1] = board.gap_start[person, index]
                board.gap_end[person, index - 1] = board.gap_end[person, index]
            at -= 1
        else:
            for index in range(count, at + 1, -1):
                board.gap_start[person, index] = board.gap_start[person, index - 1]
                board.gap_end[person, index] = board.gap_end[person, index - 1]
            board.gaps[person] = count + 1
        board.gap_end[person, at] = begin
        board.gap_start[person, at + 1] = end
        board.gap_end[person, at + 1] = max(last, end)
    elif left:
        board.gap_end[person, at] = begin
    elif right:
        board.gap_start[person, at] = end
        board.gap_end[person, at] = max(last, end)
    else:
        for index in range(at, count - 1):
            board.gap_start[person, index] = board.gap_start[person, index + 1]
            board.gap_end[person, index] = board.gap_end[person, index + 1]
        board.gaps[person] = count - 1


@kernel
def segment(board: Board, when: float) -> int:
    """The last change of pool use at or before `when`."""
    low, high = 0, board.moments[0] - 1
    while low < high:
        middle = (low + high + 1) // 2
        if board.moment[middle] <= when + _EPS:
            low = middle
        else:
            high = middle - 1
    return low


@kernel
def first_room(problem: Compiled, board: Board, when: float, length: float) -> float:
    """The first moment from `when` on at which there is room for what is `wanted` for `length` days."""
    pools, units = problem.pool.shape[0], board.wanted.shape[0]
    count = board.moments[0]
    at = segment(board, when)
    begin = when
    while True:
        fits = True
        for unit in range(units):
            most = problem.pool[unit] if unit < pools else problem.cap[unit - pools]
            if board.wanted[unit] > 0 and board.used[at, unit] + board.wanted[unit] > most:
                fits = False
                break
        at += 1
        if fits:
            if at >= count or board.moment[at] >= begin + length - _EPS:
                return begin
        else:
            begin = board.moment[at]


@kernel
def _break_at(board: Board, when: float) -> int:
    """The change of pool use at `when`, made when there is none."""
    at = segment(board, when)
    if abs(board.moment[at] - when) <= _EPS:
        return at
    count = board.moments[0]
    pools = board.used.shape[1]
    for index in range(count, at + 1, -1):
        board.moment[index] = board.moment[index - 1]
        for pool in range(pools):
            board.used[index, pool] = board.used[index - 1, pool]
    at += 1
    board.moment[at] = when
    for pool in range(pools):
        board.used[at, pool] = board.used[at - 1, pool]
    board.moments[0] = count + 1
    return at


@kernel
def hold(board: Board, begin: float, end: float) -> None:
    """Hold what is `wanted` from `begin` to `end`."""
    first = _break_at(board, begin)
    last = _break_at(board, end)
    for at in range(first, last):
        for unit in range(board.wanted.shape[0]):
            board.used[at, unit] += board.wanted[unit]


@kernel
def clear(problem: Compiled, board: Board) -> None:
    """An empty board but for what is there already."""
    for person in range(problem.leaves.shape[0]):
        board.gaps[person] = 1
        board.gap_start[person, 0] = 0.0
        board.gap_end[person, 0] = problem.leaves[person]
        for index in range(problem.busy_at[person], problem.busy_at[person + 1]):
            occupy(board, person, problem.busy_from[index], problem.busy_to[index])
    board.moments[0] = 1
    board.moment[0] = 0.0
    for unit in range(board.wanted.shape[0]):
        board.used[0, unit] = 0
    for index in range(problem.held_from.shape[0]):
        if problem.held_to[index] > problem.held_from[index] + _EPS:
            for unit in range(board.wanted.shape[0]):
                board.wanted[unit] = problem.held[index, unit]
            hold(board, problem.held_from[index], problem.held_to[index])


@kernel
def leave(problem: Compiled, board: Board) -> None:
    """Let no gap outlast those who leave. Their last gap stays: nothing lenient is put there twice."""
    for person in range(problem.leaves.shape[0]):
        leaves = problem.leaves[person]
        last = board.gaps[person] - 1
        if board.gap_end[person, last] <= leaves:
            continue
        kept = 0
        while kept < last and board.gap_start[person, kept] < leaves:
            board.gap_end[person, kept] = min(board.gap_end[person, kept], leaves)
            kept += 1
        begin = board.gap_start[person, last]
        board.gap_start[person, kept] = begin
        board.gap_end[person, kept] = max(begin, leaves)
        board.gaps[person] = kept + 1
