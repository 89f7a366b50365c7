"""The best schedule of a compiled problem within a limit.

Orders by classical priority rules (longest tail, latest finish, value, deadline, most successors) are
improved forwards and backwards, then crossed (`backends.people`, `backends.pools`). The answer depends on
problem, seed and passes alone. Where time is the limit, CP-SAT tries in between to prove that the best plan
cannot be beaten (`turns`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.search import Search as PeopleSearch
from pilothouse.engine.schedule.backends.pools.packed import fits
from pilothouse.engine.schedule.backends.pools.search import Search as PoolSearch
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.compiled import Compiled
from pilothouse.engine.schedule.narrowing import narrowed, widened
from pilothouse.engine.schedule.passes import usual
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.schedule.turns import can_prove, in_turns

_AT_ONCE = 0.1


class Searched(NamedTuple):
    """`proved`: nothing is better than `found`; no plan ends before `bound`."""

    found: Found
    bound: float
    proved: bool
    passes: int


def searched(
    compiled: Compiled,
    *,
    seed: int,
    limit: Limit,
    progress: Callable[[int, int], None] | None = None,
    watch: Stopwatch | None = None,
) -> Searched:
    """The best schedule of a compiled problem within `limit`; `watch` counts what the search takes.

    It depends on nothing that the items cannot use.
    """
    compiled, people = narrowed(compiled)
    bound = lower_bound(compiled)
    pooled = fits(compiled)
    expected = usual(compiled, pooled)
    seconds = inf if limit.seconds is None else limit.seconds
    passes = limit.passes or (expected if limit.seconds is None else None)
    search: PoolSearch | PeopleSearch
    if pooled:
        search = PoolSearch(compiled, seed=seed, workers=limit.workers)
    else:
        some = passes or int(min(expected * seconds / _AT_ONCE, 1e9))
        search = PeopleSearch(compiled, seed=seed, expected=some)
    watch = watch or Stopwatch()
    before = watch.spent

    def told(done: int) -> None:
        if progress is not None:
            share = max((watch.spent - before) / seconds, done / passes if passes else 0.0, 1e-9)
            by_passes = passes is not None and (share < 1 or done >= passes)
            wanted = passes if by_passes and passes else max(done, int(done / share))
            progress(min(done, wanted), wanted)

    if passes is None and can_prove(compiled):
        best, bound, proved = in_turns(compiled, search, bound, limit, seed, watch, told)
    else:
        search.run(bound=bound, passes=passes, watch=watch, until=before + seconds, told=told)
        best, proved = search.best, False
    return Searched(widened(best, people), bound, proved, search.done)
