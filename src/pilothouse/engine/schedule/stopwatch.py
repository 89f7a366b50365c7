"""How long a search has gone on, in time that was its own.

On a busy machine the clock runs on while others compute: a limit by the clock would halve the search. So what
counts is the processor's time of the threads that search, as long as that is not far behind the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

# The clock's time is at most so many times that of the search.
MOST = 3.0


class Stopwatch:
    """Runs from its making. Whoever searches adds what it took."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.worked = 0.0

    def add(self, seconds: float) -> None:
        """What the search has computed, on each of the threads that it uses side by side."""
        self.worked += seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Adds what this thread computes meanwhile."""
        began = time.thread_time()
        try:
            yield
        finally:
            self.add(time.thread_time() - began)

    @property
    def clock(self) -> float:
        return time.perf_counter() - self.began

    @property
    def spent(self) -> float:
        return max(self.worked, self.clock / MOST)

    @property
    def slowness(self) -> float:
        """Seconds of the clock for each of the search, from 1 (the machine is free) to `MOST`."""
        return min(MOST, max(1.0, self.clock / self.worked)) if self.worked > 0 else 1.0

    def by_the_clock(self, until: float) -> float:
        """When `spent` will be `until`, as `time.perf_counter` has it, with the machine as busy as so far."""
        return time.perf_counter() + max(0.0, until - self.spent) * self.slowness
