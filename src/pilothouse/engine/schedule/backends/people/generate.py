"""Serial schedule generation with named people, pools and calendars, in compiled code.

Items are taken in a given order and each is put at the first moment at which everything it needs is there:
predecessors, its people for the whole time, room in its pools (serial generation: Kelley 1963, Kolisch 1996).
People keep a list of gaps, so that a later item may fill the time before an earlier one. Heads are filled by
augmenting paths, so that an item that can be staffed is staffed.
"""

from __future__ import annotations  # lint: sizes, because kernels that call each other lie together

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import finish_of, kernel, uniform
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
    gap_start: Floats  # (people, _GAPS) free time, ascending
    gap_end: Floats
    gaps: Ints  # (people,)
    moment: Floats  # (2 * items + 4,) where the use of pools changes
    used: Ints  # (2 * items + 4, pools) use from that moment on
    moments: Ints  # (1,)
    usable: Flags  # (people,)
    until: Floats  # (people,)
    cost: Floats  # (people,)
    chosen: Ints  # (people,)
    owner: Ints  # (people,)
    came: Ints  # (people,)
    queue: Ints  # (people + 1,)


class Taste(NamedTuple):
    """How people are chosen: how much rare skills are spared, and seeded noise."""

    scarcity: Floats  # (people,) 0 for somebody whose skills everybody has, up to 1
    sparing: float
    noise: float
    seed: np.uint64


def new_board(problem: Compiled) -> Board:
    items, people, pools = problem.work.shape[0], problem.leaves.shape[0], problem.pool.shape[0]
    team_at = np.zeros(items + 1, dtype=np.int64)
    team_at[1:] = np.cumsum(np.diff(problem.pinned_at) + np.diff(problem.slot_at))

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Board(
        start=np.zeros(items),
        finish=np.zeros(items),
        team_at=team_at,
        team=whole(int(team_at[-1])),
        gap_start=np.zeros((people, _GAPS)),
        gap_end=np.zeros((people, _GAPS)),
        gaps=whole(people),
        moment=np.zeros(2 * items + 4),
        used=whole(2 * items + 4, pools),
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
def _clear(problem: Compiled, board: Board) -> None:
    for person in range(problem.leaves.shape[0]):
        board.gaps[person] = 1
        board.gap_start[person, 0] = 0.0
        board.gap_end[person, 0] = problem.leaves[person]
    board.moments[0] = 1
    board.moment[0] = 0.0
    for pool in range(problem.pool.shape[0]):
        board.used[0, pool] = 0


@kernel
def _occupy(board: Board, person: int, begin: float, end: float) -> None:
    """Take `begin` to `end` out of the person's gaps. The last gap stays, even when it is empty."""
    count = board.gaps[person]
    at = count - 1
    while at > 0 and board.gap_start[person, at] > begin + _EPS:
        at -= 1
    first, last = board.gap_start[person, at], board.gap_end[person, at]
    left = begin - first > _LEAST_GAP
    right = last - end > _LEAST_GAP or at == count - 1
    if left and right:
        if count == _GAPS:
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
def _segment(board: Board, when: float) -> int:
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
def _first_room(problem: Compiled, board: Board, item: int, when: float, length: float) -> float:
    """The first moment from `when` on at which the pools have room for `item` for `length` days."""
    pools = problem.pool.shape[0]
    count = board.moments[0]
    at = _segment(board, when)
    begin = when
    while True:
        fits = True
        for pool in range(pools):
            if board.used[at, pool] + problem.demand[item, pool] > problem.pool[pool]:
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
    at = _segment(board, when)
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
def _hold(problem: Compiled, board: Board, item: int, begin: float, end: float) -> None:
    first = _break_at(board, begin)
    last = _break_at(board, end)
    for at in range(first, last):
        for pool in range(problem.pool.shape[0]):
            board.used[at, pool] += problem.demand[item, pool]


@kernel
def _at_work(when: float, person: int, capacity: np.ndarray) -> float:
    """The first moment from `when` on at which `person` works; infinity when there is none."""
    horizon = capacity.shape[1] - 1
    day = int(np.floor(when + _EPS))
    if day >= horizon:
        return when if capacity[person, horizon] > 0.0 else np.inf
    if capacity[person, day] > 0.0:
        return when
    while day < horizon:
        day += 1
        if capacity[person, day] > 0.0:
            return float(day)
    return np.inf


@kernel
def _end(
    problem: Compiled, item: int, begin: float, team: np.ndarray, first: int, last: int, capacity: np.ndarray
) -> float:
    if problem.timed[item] or problem.work[item] <= 0.0:
        return float(begin + problem.work[item])
    return float(finish_of(begin, problem.work[item], team, first, last, capacity))


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
        while begin < end and free < 0:
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
def _place_alone(  # lint: sizes, because a kernel is compiled whole
    problem: Compiled,
    board: Board,
    item: int,
    bound: float,
    least_finish: float,
    capacity: np.ndarray,
    taste: Taste,
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
            if problem.work[item] > 0.0:
                begin = _at_work(begin, person, capacity)
            if begin == np.inf:
                break
            end = _end(problem, item, begin, board.team, spot, spot + 1, capacity)
            tries = 0
            while end < least_finish - _EPS and tries < 200:
                begin += max(least_finish - end, 1e-6 if tries < 100 else 1.0)
                if problem.work[item] > 0.0:
                    begin = _at_work(begin, person, capacity)
                if begin == np.inf:
                    end = np.inf
                    break
                end = _end(problem, item, begin, board.team, spot, spot + 1, capacity)
                tries += 1
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
def _place_unstaffed(problem: Compiled, board: Board, item: int, bound: float, least_finish: float) -> None:
    length = problem.work[item]
    begin = max(bound, least_finish - length)
    if problem.pool.shape[0] > 0 and length > 0.0:
        begin = _first_room(problem, board, item, begin, length)
    board.start[item] = begin
    board.finish[item] = begin + length


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
        end = _end(problem, item, when, board.team, spot, spot + named + heads, capacity)
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
def _place_team(  # lint: sizes, because a kernel is compiled whole
    problem: Compiled,
    board: Board,
    item: int,
    bound: float,
    least_finish: float,
    capacity: np.ndarray,
    taste: Taste,
) -> bool:
    """The first moment at which a whole team is free together and the pools have room."""
    people, pools = problem.leaves.shape[0], problem.pool.shape[0]
    pinned_first, pinned_last = problem.pinned_at[item], problem.pinned_at[item + 1]
    works = problem.work[item] > 0.0
    for person in range(people):
        board.cost[person] = taste.sparing * taste.scarcity[person]
        if taste.noise > 0.0:
            board.cost[person] += taste.noise * uniform(taste.seed, item, person)
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
                    present = _at_work(when, person, capacity) if works else when
                    if present <= when:
                        board.usable[person] = True
                        board.until[person] = closes
                    elif present < closes:
                        upcoming = min(upcoming, present)
        end = _try_team(problem, board, item, when, capacity)
        if end < np.inf:
            if end < least_finish - _EPS:
                when += max(least_finish - end, 1e-6)
                continue
            if pools == 0 or end <= when:
                board.start[item], board.finish[item] = when, end
                return True
            room = _first_room(problem, board, item, when, end - when)
            if room <= when:
                board.start[item], board.finish[item] = when, end
                return True
            upcoming = min(upcoming, room)
        elif pools > 0:
            after = _segment(board, when) + 1
            if after < board.moments[0]:
                upcoming = min(upcoming, board.moment[after])
        if upcoming == np.inf:
            return False
        when = upcoming


@kernel
def _leave(problem: Compiled, board: Board) -> None:
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


@kernel
def generate(problem: Compiled, board: Board, order: np.ndarray, taste: Taste) -> int:
    """Fill start, finish and team of `board` for the precedence-feasible `order`.

    Returns how many items could not be done by those who stay: they are placed as if nobody left.
    """
    _clear(problem, board)
    broken = 0
    for place in range(order.shape[0]):
        item = order[place]
        bound = max(problem.earliest[item], problem.fixed[item])
        least_finish = 0.0
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before, kind, lag = problem.pred[edge], problem.pred_kind[edge], problem.pred_lag[edge]
            moment = (board.finish[before] if kind == 0 or kind == 2 else board.start[before]) + lag
            if kind < 2:
                bound = max(bound, moment)
            else:
                least_finish = max(least_finish, moment)
        stretched = False
        first, last = board.team_at[item], board.team_at[item + 1]
        if first == last:
            _place_unstaffed(problem, board, item, bound, least_finish)
        else:
            pooled = False
            for pool in range(problem.pool.shape[0]):
                pooled |= problem.demand[item, pool] > 0
            for lenient in range(2):
                if lenient:
                    broken += 1
                    stretched = True
                    for person in range(problem.leaves.shape[0]):
                        board.gap_end[person, board.gaps[person] - 1] = np.inf
                capacity = problem.carried if lenient else problem.capacity
                if last - first == 1 and not pooled:
                    done = _place_alone(problem, board, item, bound, least_finish, capacity, taste)
                else:
                    done = _place_team(problem, board, item, bound, least_finish, capacity, taste)
                if done:
                    break
        begin, end = board.start[item], board.finish[item]
        if end > begin + _EPS:
            for index in range(first, last):
                _occupy(board, board.team[index], begin, end)
        if stretched:
            _leave(problem, board)
        if end > begin + _EPS:
            if problem.pool.shape[0] > 0:
                _hold(problem, board, item, begin, end)
    return broken


@kernel
def arrange(keys: np.ndarray, problem: Compiled, order: np.ndarray) -> None:
    """Fill `order`: the precedence-feasible order that takes the least key among the eligible each time."""
    items = keys.shape[0]
    waiting = np.empty(items, np.int64)
    heap = np.empty(items, np.int64)
    size = 0
    for item in range(items):
        waiting[item] = problem.pred_at[item + 1] - problem.pred_at[item]
        if waiting[item] == 0:
            size = _push(heap, size, keys, item)
    for place in range(items):
        item = heap[0]
        size -= 1
        _sift(heap, size, keys)
        order[place] = item
        for index in range(problem.succ_at[item], problem.succ_at[item + 1]):
            after = problem.succ[index]
            waiting[after] -= 1
            if waiting[after] == 0:
                size = _push(heap, size, keys, after)


@kernel
def _before(keys: np.ndarray, left: int, right: int) -> bool:
    return bool(keys[left] < keys[right] or (keys[left] == keys[right] and left < right))


@kernel
def _push(heap: np.ndarray, size: int, keys: np.ndarray, item: int) -> int:
    at = size
    while at > 0 and _before(keys, item, heap[(at - 1) // 2]):
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = item
    return size + 1


@kernel
def _sift(heap: np.ndarray, size: int, keys: np.ndarray) -> None:
    """Take the first of the heap out: its last, `heap[size]`, sinks from the top."""
    item = heap[size]
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _before(keys, heap[child + 1], heap[child]):
            child += 1
        if not _before(keys, heap[child], item):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = item
