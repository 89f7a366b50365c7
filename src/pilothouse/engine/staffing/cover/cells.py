"""A cover problem as whole numbers: needs by skill, level and month, who can do them, and time zones.

Days are counted in hundredths, so that flows are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.staffing.cover.problem import DAY, Cover

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
UNITS = 100


class Cells(NamedTuple):
    """Needs in the order of month, skill and level; `names` are (skill, level, month)."""

    names: tuple[tuple[str, float, int], ...]
    need: Ints  # (cells,) in hundredths of a day
    month: Ints  # (cells,)
    able: Flags  # (people, cells): has the skill at the level
    free: Ints  # (people, months) in hundredths of a day
    cost: Floats  # (people,)
    kept: Flags  # (people,)
    holders: Flags  # (critical skills, people)
    wanted: Ints  # (critical skills,)
    windows: Flags  # (windows, people): who can be in one team; no rows: all can

    @classmethod
    def of(cls, cover: Cover) -> Cells:
        days: dict[tuple[int, str, float], float] = {}
        for row in cover.demands:
            key = (row.month, row.skill, row.level)
            days[key] = days.get(key, 0.0) + row.days
        keys = sorted(key for key, amount in days.items() if round(amount * UNITS) > 0)
        people = cover.people
        able = [[person.masters(skill, level) for _, skill, level in keys] for person in people]
        holders = [[person.masters(row.skill, row.level) for person in people] for row in cover.critical]
        return cls(
            names=tuple((skill, level, month) for month, skill, level in keys),
            need=np.array([round(days[key] * UNITS) for key in keys], dtype=np.int64),
            month=np.array([month for month, _, _ in keys], dtype=np.int64),
            able=np.array(able, dtype=np.bool_).reshape(len(people), len(keys)),
            free=np.array([np.round(np.array(person.days) * UNITS) for person in people], dtype=np.int64),
            cost=np.array([person.cost for person in people], dtype=np.float64),
            kept=np.array([person.kept for person in people], dtype=np.bool_),
            holders=np.array(holders, dtype=np.bool_).reshape(len(cover.critical), len(people)),
            wanted=np.array([row.holders for row in cover.critical], dtype=np.int64),
            windows=_windows(cover),
        )

    def only(self, wanted: Flags) -> Cells:
        """Without the needs that are not wanted."""
        names = tuple(name for name, keep in zip(self.names, wanted, strict=True) if keep)
        return self._replace(
            names=names, need=self.need[wanted], month=self.month[wanted], able=self.able[:, wanted]
        )


def _windows(cover: Cover) -> Flags:
    """Groups of people with enough hours in common, none within another: a window on the clock for each."""
    if cover.overlap is None:
        return np.zeros((0, len(cover.people)), dtype=np.bool_)
    zones = np.array([person.zone % DAY for person in cover.people])
    width = cover.hours - cover.overlap
    rows = {
        row.tobytes(): row for row in ((zones - start) % DAY <= width + 1e-9 for start in np.unique(zones))
    }
    found = list(rows.values())
    if any(row.all() for row in found):
        return np.zeros((0, len(cover.people)), dtype=np.bool_)
    largest = [
        row for row in found if not any(other is not row and bool((row <= other).all()) for other in found)
    ]
    return np.array(largest, dtype=np.bool_)
