"""The one place where numba's untyped decorators meet typed code, and the random numbers of all kernels."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar, cast

import numba
import numpy as np

from pilothouse.engine.caching import kept

F = TypeVar("F", bound=Callable[..., Any])

prange = numba.prange

# numpy's rule for a division by zero (infinity, no exception) lets loops be vectorised. No fast maths: the
# bytes must not depend on how a loop was compiled.
_HOW: dict[str, Any] = {"nogil": True, "error_model": "numpy"}

# numba's plainest threading layer ends the process when two threads run parallel kernels at once.
_one_at_a_time = Lock()


def kernel(function: F) -> F:
    """Compile for one thread, without the interpreter's lock, and keep the machine code on disk."""
    return cast(F, kept(function, **_HOW))


def parallel_kernel(function: F) -> F:
    """As `kernel`, with `prange` over as many threads as numba was given; one such kernel runs at a time."""
    compiled = kept(function, **_HOW, parallel=True)

    @wraps(function)
    def alone(*arguments: Any) -> Any:
        with _one_at_a_time:
            return compiled(*arguments)

    return cast(F, alone)


def hashed(name: str) -> int:
    """64 bits that stand for `name`: the key of what is drawn for it, wherever it comes in a list."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


@kernel
def mix(counter: np.uint64) -> np.uint64:
    """splitmix64 finaliser (Steele, Lea, Flood 2014): 64 well mixed bits from a counter."""
    z = counter + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def uniform(seed: np.uint64, row: int, column: int | np.uint64) -> float:
    """A number in (0, 1) that depends on seed, row and column only: the same for any number of threads.

    A column is a small number, or what `hashed` makes of a name.
    """
    key = mix(seed ^ mix(np.uint64(row) + np.uint64(0xD1B54A32D192ED03)))
    bits = mix(key ^ mix(np.uint64(column) + np.uint64(0x8CB92BA72F3D8DD7)))
    return (np.float64(bits >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@kernel
def normal(seed: np.uint64, row: int, column: int | np.uint64) -> float:
    """A standard normal number by Box and Muller from two counters."""
    place = np.uint64(2) * np.uint64(column)
    first = uniform(seed, row, place)
    second = uniform(seed, row, place + np.uint64(1))
    return float(np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second))


@kernel
def finish_of(
    start: float, effort: float, team: np.ndarray, first: int, last: int, capacity: np.ndarray
) -> float:
    """When `effort` person-days are done by people `team[first:last]` who begin at `start`.

    `capacity[p, d]` is the fraction of plan day d that person p works; the last column holds ever after.
    Returns infinity when nobody of the team works any more.
    """
    horizon = capacity.shape[1] - 1
    moment = start
    left = effort
    day = int(np.floor(start))
    while left > 1e-12:
        column = day if day < horizon else horizon
        rate = 0.0
        for place in range(first, last):
            rate += capacity[team[place], column]
        if day >= horizon:
            return moment + left / rate if rate > 0.0 else np.inf
        done = rate * (day + 1 - moment)
        if done >= left:
            return moment + left / rate
        left -= done
        day += 1
        moment = float(day)
    return moment
