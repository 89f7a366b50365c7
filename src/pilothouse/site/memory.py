"""Memory that is free is given back to the system, where its C library keeps it otherwise (glibc)."""

from __future__ import annotations

import ctypes
import threading
from contextlib import suppress
from typing import Any

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_ARENAS = 2  # a heap for each thread would keep what the busiest moment of each thread took
_EACH_SECONDS = 60.0


def be_lean() -> None:
    """Let all threads share two heaps. Called before threads begin."""
    with suppress(AttributeError, OSError):
        _library().mallopt(_ARENA_MAX, _ARENAS)


def start_trimming(stop: threading.Event) -> None:
    """A thread that gives back once a minute what is free, until `stop`."""
    with suppress(AttributeError, OSError):
        trim = _library().malloc_trim

        def run() -> None:
            while not stop.wait(_EACH_SECONDS):
                trim(0)

        threading.Thread(target=run, name="memory", daemon=True).start()


def _library() -> Any:
    return ctypes.CDLL(None)
