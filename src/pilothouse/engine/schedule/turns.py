"""Search and proof by turns, where time is the limit."""

from __future__ import annotations

import time
from collections.abc import Callable

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.search import Search as PeopleSearch
from pilothouse.engine.schedule.backends.pools.search import Search as PoolSearch
from pilothouse.engine.schedule.compiled import Compiled
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.stopwatch import Stopwatch

_CLOSE = 1e-6
_SMALL = 60
# Shares of the time: search until, then proof until, in turns.
TURNS = ((0.15, 0.25), (0.75, 1.0))
TURNS_WHEN_SMALL = ((0.15, 0.3), (0.5, 1.0))


def can_prove(compiled: Compiled) -> bool:
    """Whether CP-SAT can tell that nothing is better."""
    # Loaded when first used: the modelling part of CP-SAT takes a second, as it loads pandas.
    from pilothouse.engine.schedule.backends.people import cpsat

    return cpsat.fits(compiled)


def in_turns(
    compiled: Compiled,
    search: PoolSearch | PeopleSearch,
    bound: float,
    limit: Limit,
    seed: int,
    watch: Stopwatch,
    told: Callable[[int], None],
) -> tuple[Found, float, bool]:
    """Search and proof by turns; the best plan, the best bound, and whether nothing beats the plan.

    What CP-SAT can prove it mostly proves at once, so that the search loses little to the tries. It is
    limited by the clock, which is given as much more time as the search has needed.
    """
    from pilothouse.engine.schedule.backends.people import cpsat

    seconds, before = limit.seconds or 0.0, watch.spent
    best: Found | None = None
    small = compiled.work.size <= _SMALL
    for searched_until, tried in TURNS_WHEN_SMALL if small else TURNS:
        until = before + searched_until * seconds
        search.run(bound=bound, passes=None, watch=watch, until=until, told=told)
        best = min((row for row in (best, search.best) if row is not None), key=lambda row: row.score)
        if not search.early and best.score <= bound * (1 + _CLOSE):
            return best, bound, True
        slowness, began = watch.slowness, time.perf_counter()
        answer = cpsat.improve(
            compiled,
            best=best,
            bound=bound,
            early=search.early,
            until=watch.by_the_clock(before + tried * seconds),
            workers=limit.workers,
            seed=seed,
        )
        watch.add((time.perf_counter() - began) / slowness)
        bound = max(bound, answer.bound)
        best = answer.found or best
        if answer.proved:
            return best, bound, True
    return best, bound, False  # type: ignore[return-value]
