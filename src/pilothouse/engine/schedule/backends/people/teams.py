"""Where an item that several people do together, or one with pools, is put.

Heads are filled by augmenting paths, so that an item that can be staffed is staffed.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.backends.people.board import Board, first_room, segment
from pilothouse.engine.schedule.backends.people.lengths import at_work, end_of
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.backends.people.wanted import count_heads
from pilothouse.engine.schedule.compiled import Compiled

_EPS = 1e-9
_COUNTED = 1e6


@kernel
def _staff(problem: Compiled, board: Board, item: int) -> bool:
    """Give each head of `item` a usable person of its own, into `board.chosen`; False when impossible.

    Augmenting paths by breadth-first search; each prefers the free person whose `board.cost` is lowest.
    """
    first = problem.slot_at[item]
    count = problem.slot_at[item + 1] - first
    people = problem.leaves.shape[0]
    owner, came, queue = board.owner, board.came, board.queue
    for person in range(people):
        owner[person] = -1
    for head in range(count):
        for person in range(people):
            came[person] = -2
        queue[0] = head
        begin, end = 0, 1
        free = -1
        # Where heads are counted, whoever counts is dearer, and the cheapest of all within reach is taken.
        while begin < end and (free < 0 or problem.cap.shape[0] > 0):
            row = queue[begin]
            begin += 1
            need = problem.slot[first + row]
            for person in range(people):
                if board.usable[person] and came[person] == -2 and problem.able[need, person]:
                    came[person] = row
                    if owner[person] == -1:
                        if free == -1 or board.cost[person] < board.cost[free]:
                            free = person
                    else:
                        queue[end] = owner[person]
                        end += 1
        if free < 0:
            return False
        person = free
        while person >= 0:
            row = came[person]
            previous = -1
            if row != head:
                for other in range(people):
                    if owner[other] == row:
                        previous = other
                        owner[other] = -1
            owner[person] = row
            person = previous
    for person in range(people):
        if owner[person] >= 0:
            board.chosen[owner[person]] = person
    return True


@kernel
def _try_team(problem: Compiled, board: Board, item: int, when: float, capacity: np.ndarray) -> float:
    """Staff `item` at `when` from the usable people, in `board.team`; its end, or infinity."""
    spot = board.team_at[item]
    named = problem.pinned_at[item + 1] - problem.pinned_at[item]
    heads = problem.slot_at[item + 1] - problem.slot_at[item]
    for index in range(named):
        person = problem.pinned[problem.pinned_at[item] + index]
        if not board.usable[person]:
            return np.inf
        board.team[spot + index] = person
        board.usable[person] = False
    while True:
        if heads > 0:
            if not _staff(problem, board, item):
                return np.inf
            for head in range(heads):
                board.team[spot + named + head] = board.chosen[head]
        end = end_of(problem, item, when, board.team, spot, spot + named + heads, capacity)
        short = -1
        for index in range(spot, spot + named + heads):
            person = board.team[index]
            if end > board.until[person] + _EPS and (
                short == -1 or board.until[person] < board.until[board.team[short]]
            ):
                short = index
        if short == -1:
            return end
        if short < spot + named:
            return np.inf
        board.usable[board.team[short]] = False


@kernel
def _try_counted(problem: Compiled, board: Board, item: int, when: float, capacity: np.ndarray) -> float:
    """As `_try_team`, with no more people than the caps have room for."""
    spot, last = board.team_at[item], board.team_at[item + 1]
    named = problem.pinned_at[item + 1] - problem.pinned_at[item]
    while True:
        end = _try_team(problem, board, item, when, capacity)
        if end == np.inf or end <= when + _EPS or not count_heads(problem, board, item, spot, last):
            return end
        if first_room(problem, board, when, end - when) <= when:
            return end
        out = -1
        for index in range(spot + named, last):
            for cap in range(problem.cap.shape[0]):
                if problem.capped[item, cap] and problem.counted[cap, board.team[index]]:
                    out = board.team[index]
        if out < 0:
            return np.inf
        board.usable[out] = False
        for index in range(named):
            board.usable[board.team[spot + index]] = True


@kernel
def place_team(  # lint: sizes, because a kernel is compiled whole
    problem: Compiled,
    board: Board,
    item: int,
    bound: float,
    least_finish: float,
    capacity: np.ndarray,
    taste: Taste,
    capped: bool,
) -> bool:
    """The first moment at which a whole team is free together and pools and caps have room."""
    people, pools = problem.leaves.shape[0], problem.pool.shape[0]
    pinned_first, pinned_last = problem.pinned_at[item], problem.pinned_at[item + 1]
    works = problem.work[item] > 0.0
    for person in range(people):
        board.cost[person] = taste.sparing * taste.scarcity[person]
        if taste.noise > 0.0:
            board.cost[person] += taste.noise * uniform(taste.seed, item, person)
        for cap in range(problem.cap.shape[0]):
            if capped and problem.capped[item, cap] and problem.counted[cap, person]:
                board.cost[person] += _COUNTED
    when = bound
    while True:
        upcoming = np.inf
        for person in range(people):
            board.usable[person] = False
            wanted = False
            for index in range(pinned_first, pinned_last):
                if problem.pinned[index] == person:
                    wanted = True
            for index in range(problem.slot_at[item], problem.slot_at[item + 1]):
                if problem.able[problem.slot[index], person]:
                    wanted = True
            if not wanted:
                continue
            for gap in range(board.gaps[person]):
                opens, closes = board.gap_start[person, gap], board.gap_end[person, gap]
                if opens > when + _EPS:
                    upcoming = min(upcoming, opens)
                    break
                if closes > when + _EPS or (not works and closes >= when - _EPS):
                    present = at_work(when, person, capacity) if works else when
                    if present <= when:
                        board.usable[person] = True
                        board.until[person] = closes
                    elif present < closes:
                        upcoming = min(upcoming, present)
        if capped:
            end = _try_counted(problem, board, item, when, capacity)
        else:
            end = _try_team(problem, board, item, when, capacity)
        if end < np.inf:
            if end < least_finish - _EPS:
                when += max(least_finish - end, 1e-6)
                continue
            if pools == 0 or end <= when:
                board.start[item], board.finish[item] = when, end
                return True
            room = first_room(problem, board, when, end - when)
            if room <= when:
                board.start[item], board.finish[item] = when, end
                return True
            upcoming = min(upcoming, room)
        elif pools > 0 or capped:
            after = segment(board, when) + 1
            if after < board.moments[0]:
                upcoming = min(upcoming, board.moment[after])
        if upcoming == np.inf:
            return False
        when = upcoming


@kernel
def place_idle(problem: Compiled, board: Board, item: int, when: float) -> None:
    """What takes no time takes no one from what is there already: its people need not be free."""
    for person in range(problem.leaves.shape[0]):
        board.usable[person] = True
        board.until[person] = np.inf
        board.cost[person] = 0.0
    _try_team(problem, board, item, when, problem.capacity)
    board.start[item] = board.finish[item] = when
