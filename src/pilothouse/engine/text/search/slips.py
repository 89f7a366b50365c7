"""Words as they were meant, where they were mistyped: known words one or two slips away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel

_WIDE = 20  # characters of a word that are compared; longer ones are never read as others
_LEAST = 4  # characters from which a word may be a slip of another
_TWO = 8  # characters from which it may be two slips away


class Known:
    """Words in the order of their numbers, to which more may be added. A slip is a letter too many, too few,
    another one, or two changed about (Damerau 1964)."""

    def __init__(self) -> None:
        self._codes = np.zeros((1024, _WIDE), np.uint16)
        self._lengths = np.zeros(1024, np.uint8)  # 0 for those that are never offered
        self._count = 0

    def add(self, listed: Sequence[str]) -> None:
        need = self._count + len(listed)
        if need > len(self._lengths):
            room = max(need, 2 * len(self._lengths))
            self._codes = np.resize(self._codes, (room, _WIDE))
            self._lengths = np.resize(self._lengths, room)
        self._codes[self._count : need] = 0
        self._lengths[self._count : need] = 0
        for at, word in enumerate(listed, self._count):
            if _LEAST <= len(word) <= _WIDE and word.isalpha():
                self._lengths[at] = len(word)
                self._codes[at, : len(word)] = _coded(word)
        self._count = need

    def near(self, word: str) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Numbers of the words within one slip, two from eight letters on, and how many slips each is away
        (0 is the word itself)."""
        if not _LEAST <= len(word) <= _WIDE or not word.isalpha():
            return np.zeros(0, np.int32), np.zeros(0, np.int8)
        most = 2 if len(word) >= _TWO else 1
        slips = _slips(self._codes, self._lengths, self._count, _coded(word), most)
        found = np.flatnonzero(slips <= most).astype(np.int32)
        return found, slips[found]


def _coded(word: str) -> NDArray[np.uint16]:
    return np.array([ord(sign) & 0xFFFF for sign in word], np.uint16)


@kernel
def _slips(codes: Any, lengths: Any, count: Any, asked: Any, most: Any) -> Any:
    n = len(asked)
    found = np.full(count, 100, np.int8)
    held = np.zeros(256, np.int8)
    for sign in asked:
        held[sign & 255] = 1
    one, two, three = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    for at in range(count):
        m = int(lengths[at])
        if m == 0 or m > n + most or n > m + most:
            continue
        foreign = 0
        for place in range(m):
            foreign += 1 - held[codes[at, place] & 255]
        if foreign > most:
            continue
        found[at] = min(100, _between(codes[at], m, asked, n, one, two, three))
    return found


@kernel
def _between(word: Any, m: Any, asked: Any, n: Any, before: Any, row: Any, following: Any) -> Any:
    """The restricted distance: no part is changed twice."""
    for place in range(n + 1):
        row[place] = place
        before[place] = 0
    for i in range(1, m + 1):
        following[0] = i
        for j in range(1, n + 1):
            same = 0 if word[i - 1] == asked[j - 1] else 1
            best = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + same)
            if i > 1 and j > 1 and word[i - 1] == asked[j - 2] and word[i - 2] == asked[j - 1]:
                best = min(best, before[j - 2] + 1)
            following[j] = best
        before, row, following = row, following, before
    return row[n]
