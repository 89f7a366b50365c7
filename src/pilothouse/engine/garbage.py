"""Python's search for garbage, made rarer while a plan is computed.

A plan makes a hundred thousand small objects that stay, and none that hold each other in circles. The
collector looks through the young ones after every 700 and finds nothing, which is a quarter of the time of
planning one product again. The result is the same.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_RARELY = 50_000  # objects more than before
_lock = Lock()
_inside = 0
_usual = gc.get_threshold()


def rarely_collected(work: Callable[P, R]) -> Callable[P, R]:
    """`work`, during which the collector of the whole process starts at 50,000 new objects. Several threads
    may be in it at once: with the last one all is as it was before the first."""

    @wraps(work)
    def working(*args: P.args, **kwargs: P.kwargs) -> R:
        _enter()
        try:
            return work(*args, **kwargs)
        finally:
            _leave()

    return working


def _enter() -> None:
    global _inside, _usual
    with _lock:
        if _inside == 0:
            _usual = gc.get_threshold()
            if 0 < _usual[0] < _RARELY:  # 0: somebody has switched it off
                gc.set_threshold(_RARELY, *_usual[1:])
        _inside += 1


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        if _inside == 0:
            gc.set_threshold(*_usual)
