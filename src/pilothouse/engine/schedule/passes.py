"""How many schedules are tried where nobody says, and how far the search is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pilothouse.engine.schedule.compiled import Compiled

FEWEST_PASSES = 40


def usual(compiled: Compiled, pooled: bool) -> int:
    """How many for this problem; `pooled` where it is of pools only."""
    items = compiled.work.size
    return usual_pool_passes(items) if pooled else usual_passes(items, compiled.leaves.size)


def usual_passes(items: int, people: int = 0) -> int:
    """How many schedules are tried when nobody says: about a tenth of a second on one core, at least 40.

    Choosing among people costs more than counting pools.
    """
    return int(np.clip(240_000 / max(1, items) / (1 + people / 8), FEWEST_PASSES, 6_000))


def usual_pool_passes(items: int) -> int:
    """As `usual_passes` for problems of pools only: about a tenth of a second on two cores."""
    return int(np.clip(4_000_000 / max(1, items), 100, 100_000))


def progress_of(
    progress: Callable[[int, int], None] | None, before: int, own: int, items: int
) -> Callable[[int, int], None] | None:
    """Progress of one rank as that of the whole, in items."""
    if progress is None:
        return None
    return lambda done, wanted: progress(before + own * done // max(1, wanted), items)
