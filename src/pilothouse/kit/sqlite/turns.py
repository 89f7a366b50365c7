"""A line before SQLite's one lock: within a program whoever came first writes first.

SQLite itself has no line. Whoever waits looks again and again, ten times a second in the end, and whoever has
just written and writes again comes first nearly every time: under load a write waited for a minute.
"""

from __future__ import annotations

import threading
import time
from collections import deque

_BREATH_SECONDS = 0.25
_GAP_SECONDS = 0.015


class Turns:
    """Who may write to one database. A turn is handed to the next in line, not let go of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._is_taken = False
        self._breath = 0.0

    def take(self, seconds: float) -> bool:
        """Wait for a turn for at most `seconds`; False when it did not come."""
        with self._lock:
            if not self._is_taken:
                self._is_taken, self._breath = True, time.monotonic()
                return True
            if seconds <= 0:
                return False
            mine = threading.Lock()
            mine.acquire()
            self._line.append(mine)
        if not mine.acquire(timeout=seconds):
            with self._lock:
                if mine in self._line:
                    self._line.remove(mine)
                    return False
        self._breathe()
        return True

    def leave(self) -> None:
        """Give the turn to the next in line."""
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._is_taken = False

    def _breathe(self) -> None:
        """Four times a second nobody here writes for a moment, so that other programs get at the lock."""
        now = time.monotonic()
        if now - self._breath > _BREATH_SECONDS:
            self._breath = now
            time.sleep(_GAP_SECONDS)


_turns: dict[str, Turns] = {}
_making = threading.Lock()


def turns(name: str) -> Turns:
    """Those of the database called `name`, the same for all its connections."""
    with _making:
        return _turns.setdefault(name, Turns())
