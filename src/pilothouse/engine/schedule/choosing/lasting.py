"""More sparing ways, until all stocks last."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.ways import OUT, Choice, overspent, way_count


def lasting(part: Part, rows: Sequence[int], choice: Choice) -> Choice:
    """The choice with more sparing ways of `rows` until all stocks last, as far as single changes can."""
    now = list(choice)
    problem, left = part.problem, part.left
    while (over := overspent(problem, now, left)) > 0:
        others = [(row, way) for row in rows for way in range(way_count(problem.items[row]))]
        found = [
            (overspent(problem, [*now[:row], way, *now[row + 1 :]], left), row, way)
            for row, way in others
            if now[row] not in (OUT, way)
        ]
        least = min(found, default=(over, 0, 0))
        if least[0] >= over:
            break
        now[least[1]] = least[2]
    return tuple(now)
