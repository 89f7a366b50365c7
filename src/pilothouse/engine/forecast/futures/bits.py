"""Sets as bits, a binary heap of events, and a tournament tree: the queues of the dynamic policy."""

from __future__ import annotations

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from pilothouse.engine.kernels import kernel


@kernel
def last_bit(word: np.uint64) -> int:
    """The number of the lowest bit of `word`, which is not 0: one instruction."""
    return int(trailing_zeros(word))  # type: ignore[call-arg]


@kernel
def push(times: np.ndarray, codes: np.ndarray, size: int, time: float, code: int) -> None:
    """Put an event into a binary heap of `size`, ordered by time, then code."""
    place = size
    while place > 0:
        above = (place - 1) // 2
        if times[above] < time or (times[above] == time and codes[above] <= code):
            break
        times[place] = times[above]
        codes[place] = codes[above]
        place = above
    times[place] = time
    codes[place] = code


@kernel
def pop(times: np.ndarray, codes: np.ndarray, size: int) -> None:
    """Take out the first of `size`; `size - 1` are left."""
    size -= 1
    time, code = times[size], codes[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and (
            times[child + 1] < times[child]
            or (times[child + 1] == times[child] and codes[child + 1] < codes[child])
        ):
            child += 1
        if times[child] > time or (times[child] == time and codes[child] >= code):
            break
        times[place] = times[child]
        codes[place] = codes[child]
        place = child
    times[place] = time
    codes[place] = code


@kernel
def enter(tree: np.ndarray, slot: int, key: np.uint64) -> None:
    """Give `slot` another key and replay its matches. Half of `tree` are leaves."""
    one = np.uint64(1)
    place = np.uint64(slot) + np.uint64(tree.shape[0] // 2)
    tree[place] = key
    while place > one:
        key = min(key, tree[place ^ one])
        place = place >> one
        tree[place] = key


@kernel
def key_of(time: float, slot: int, mask: np.uint64) -> np.uint64:
    """A moment of 0 or later as a number in the same order, its last bits replaced by those of `slot`."""
    return (np.float64(time).view(np.uint64) & ~mask) | np.uint64(slot)


@kernel
def lowest(first: np.ndarray, second: np.ndarray) -> int:
    """The lowest bit that both have, -1 for none."""
    for word in range(first.shape[0]):
        both = first[word] & second[word]
        if both != np.uint64(0):
            return word * 64 + last_bit(both)
    return -1


@kernel
def flip(bits: np.ndarray, number: int) -> None:
    bits[np.uint64(number) >> np.uint64(6)] ^= np.uint64(1) << (np.uint64(number) & np.uint64(63))


@kernel
def meets(first: np.ndarray, second: np.ndarray) -> bool:
    found = np.uint64(0)
    for word in range(first.shape[0]):
        found |= first[word] & second[word]
    return bool(found != np.uint64(0))
