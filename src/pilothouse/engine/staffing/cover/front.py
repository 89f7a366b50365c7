"""Cheaper teams that cover less: a heuristic front of cost against coverage."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.staffing.cover.cells import Cells, Flags
from pilothouse.engine.staffing.cover.flow import Flow
from pilothouse.engine.staffing.cover.problem import Cover
from pilothouse.engine.staffing.cover.result import Point

POINTS = 10
_TRIES = 40


def front(cover: Cover, cells: Cells, team: Flags, *, points: int = POINTS) -> tuple[Point, ...]:
    """From the full cover on, who loses the fewest days for the cost is dropped; then cheaper people are
    swapped in where no less is covered. Critical skills and the least number of people are kept. Each point
    costs less and covers less than the one before; cheaper teams with the same coverage may exist."""
    flow = Flow(cells, moves=cover.move_price is not None)
    total = max(1, int(cells.need.sum()))
    found = [_point(cover, cells, team, 1.0 - flow.short(team) / total)]
    team = team.copy()
    while len(found) < points:
        best: tuple[float, int, int] | None = None
        for person in np.flatnonzero(team & ~cells.kept).tolist():
            rest = _less(team, person)
            if cells.cost[person] > 0 and _is_kept(cover, cells, rest):
                short = flow.short(rest)
                worth = short / float(cells.cost[person])
                if best is None or (worth, person) < best[:2]:
                    best = worth, person, short
        if best is None:
            break
        team, short = _less(team, best[1]), best[2]
        team, short = _swapped(cover, cells, flow, team, short)
        found.append(_point(cover, cells, team, 1.0 - short / total))
    return tuple(_undominated(found))


def _swapped(cover: Cover, cells: Cells, flow: Flow, team: Flags, short: int) -> tuple[Flags, int]:
    pairs = [
        (float(cells.cost[one] - cells.cost[other]), one, other)
        for one in np.flatnonzero(team & ~cells.kept).tolist()
        for other in np.flatnonzero(~team).tolist()
        if cells.cost[other] < cells.cost[one] and (cells.able[one] <= cells.able[other]).mean() > 0.9
    ]
    for _, one, other in sorted(pairs, reverse=True)[:_TRIES]:
        if not team[one] or team[other]:
            continue
        trial = _less(team, one)
        trial[other] = True
        if _is_kept(cover, cells, trial) and (less := flow.short(trial)) <= short:
            team, short = trial, less
    return team, short


def _less(team: Flags, person: int) -> Flags:
    rest = team.copy()
    rest[person] = False
    return rest


def _is_kept(cover: Cover, cells: Cells, team: Flags) -> bool:
    """Critical skills, size and common hours; coverage is what may be given up."""
    if team.sum() < max(1, cover.least) or not (cells.holders @ team.astype(np.int64) >= cells.wanted).all():
        return False
    return not cells.windows.size or not (team & ~cells.windows).any(axis=1).all()


def _point(cover: Cover, cells: Cells, team: Flags, coverage: float) -> Point:
    names = tuple(cover.people[one].id for one in np.flatnonzero(team))
    return Point(float(cells.cost[team].sum()), coverage, names)


def _undominated(points: list[Point]) -> list[Point]:
    found: list[Point] = []
    for point in sorted(points, key=lambda row: (row.cost, -row.coverage)):
        if not found or point.coverage > found[-1].coverage + 1e-9:
            found.append(point)
    return found[::-1]
