"""A problem with nothing in it that its items cannot use.

How many schedules are tried, which random numbers a person gets and which of two equal people comes first
would else depend on people, pools and caps that are there for other items, such as those of a lower rank.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints


def narrowed(problem: Compiled) -> tuple[Compiled, Ints]:
    """The problem of the people who can do something of it, with the needs, pools and caps of its items, and
    the number that each of these people has in `problem`.
    """
    needs, slot = _by_appearance(problem.slot)
    useful: Flags = np.asarray(problem.able[needs].any(axis=0))
    useful[problem.pinned] = True
    people: Ints = np.flatnonzero(useful)
    place = np.cumsum(useful) - 1
    pools, caps = np.flatnonzero(problem.demand.any(axis=0)), np.flatnonzero(problem.capped.any(axis=0))
    capacity, carried = _days(problem.capacity[people], problem.carried[people])
    held = problem.held[:, np.concatenate((pools, problem.pool.size + caps))]
    wanted = held.any(axis=1)
    busy = np.repeat(useful, np.diff(problem.busy_at))
    own = problem._replace(
        pinned=place[problem.pinned],
        slot=slot,
        able=np.ascontiguousarray(problem.able[np.ix_(needs, people)]),
        leaves=problem.leaves[people],
        capacity=capacity,
        carried=carried,
        demand=np.ascontiguousarray(problem.demand[:, pools]),
        pool=problem.pool[pools],
        cap=problem.cap[caps],
        counted=np.ascontiguousarray(problem.counted[np.ix_(caps, people)]),
        capped=np.ascontiguousarray(problem.capped[:, caps]),
        busy_at=np.concatenate(([0], np.cumsum(np.diff(problem.busy_at)[people]))).astype(np.int64),
        busy_from=problem.busy_from[busy],
        busy_to=problem.busy_to[busy],
        held_from=problem.held_from[wanted],
        held_to=problem.held_to[wanted],
        held=np.ascontiguousarray(held[wanted]),
    )
    return own, people


def widened(found: Found, people: Ints) -> Found:
    """A schedule of a narrowed problem as one of the problem whose `people` it has."""
    number = people.tolist()
    return found._replace(teams=tuple(tuple(number[row] for row in team) for team in found.teams))


def _by_appearance(slot: Ints) -> tuple[Ints, Ints]:
    """The needs that are there, in the order in which they come first, and `slot` in these numbers."""
    needs, first, place = np.unique(slot, return_index=True, return_inverse=True)
    turn = np.argsort(first)
    number = np.empty(needs.size, dtype=np.int64)
    number[turn] = np.arange(needs.size)
    return needs[turn], number[place.ravel()]


def _days(capacity: Floats, carried: Floats) -> tuple[Floats, Floats]:
    """Calendars up to their last change."""
    if not capacity.shape[0]:
        return capacity[:, -2:].copy(), carried[:, -2:].copy()
    differs = ((capacity != capacity[:, -1:]) | (carried != carried[:, -1:])).any(axis=0)
    last = int(np.flatnonzero(differs)[-1]) + 1 if differs.any() else 0
    end = max(last + 1, 2)
    return np.ascontiguousarray(capacity[:, :end]), np.ascontiguousarray(carried[:, :end])
