"""Which records hold a word and how often, kept so that some are added at any time: BM25 over parts.

A part is closed once and never changed; records that have come since lie in a small one that is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.kernels import kernel

Numbers = NDArray[np.int32]

K1, B = 1.2, 0.75
_OPEN = 4_096  # records of the last part, from which it is closed
_LARGEST = 262_144  # records of a part, from which it is joined with no other


class Part:
    """Records in their order. `words`: all of theirs, one after another; record r holds those from
    `starts[r]` to `starts[r + 1]`. Of each stem, records and how often it stands there."""

    def __init__(self, words: Numbers, starts: NDArray[np.int64], stem_of: Numbers, stems: int) -> None:
        self.words, self.starts = words, starts
        self.cuts, self.rows, self.times, self.lengths = _posted(words, starts, stem_of, stems)
        self.stems = np.flatnonzero(np.diff(self.cuts)).astype(np.int32)
        self.cuts = np.append(self.cuts[self.stems], self.cuts[-1])

    def __len__(self) -> int:
        return len(self.lengths)

    def span(self, stem: int) -> slice:
        at = int(np.searchsorted(self.stems, stem))
        if at == len(self.stems) or self.stems[at] != stem:
            return slice(0, 0)
        return slice(int(self.cuts[at]), int(self.cuts[at + 1]))


class Postings:
    """Records as lists of numbers of words (surface forms), each of which has a stem or -1 for a word that
    is never asked for."""

    def __init__(self) -> None:
        self.closed: list[Part] = []
        self.count = 0
        self.length = 0  # of all records, in words that are asked for
        self._words: list[Numbers] = []
        self._open: Part | None = None

    def add(self, records: Sequence[Numbers], stem_of: Numbers, stems: int) -> None:
        """Append `records`; `stem_of` each word, numbers below `stems`."""
        for record in records:
            self._words.append(record)
            self.length += int((stem_of[record] >= 0).sum())
            self._open = None
            self.count += 1
            if len(self._words) == _OPEN:
                self._close(stem_of, stems)

    def _close(self, stem_of: Numbers, stems: int) -> None:
        self.closed.append(self._made(stem_of, stems))
        self._words = []
        while len(self.closed) > 1 and len(self.closed[-2]) < min(2 * len(self.closed[-1]), _LARGEST):
            last, other = self.closed.pop(), self.closed.pop()
            starts = np.concatenate([other.starts, last.starts[1:] + other.starts[-1]])
            self.closed.append(Part(np.concatenate([other.words, last.words]), starts, stem_of, stems))

    def _made(self, stem_of: Numbers, stems: int) -> Part:
        starts = np.zeros(len(self._words) + 1, np.int64)
        np.cumsum([len(record) for record in self._words], out=starts[1:])
        words = np.concatenate(self._words) if self._words else np.zeros(0, np.int32)
        return Part(words.astype(np.int32), starts, stem_of, stems)

    def parts(self, stem_of: Numbers, stems: int) -> list[Part]:
        """All of them, the open one last."""
        if self._words and self._open is None:
            self._open = self._made(stem_of, stems)
        return [*self.closed, self._open] if self._open is not None and self._words else list(self.closed)

    def rarity(self, stem: int, parts: Sequence[Part]) -> float:
        """How telling a stem is: the logarithm that BM25 weighs it by; 0 where no record holds it."""
        found = sum(span.stop - span.start for span in (part.span(stem) for part in parts))
        return float(np.log1p((self.count - found + 0.5) / (found + 0.5))) if found else 0.0


def scores(part: Part, weights: Sequence[tuple[int, float]], mean: float) -> NDArray[np.float32]:
    """BM25 of each record of `part` (Robertson, Zaragoza 2009), k1 1.2, b 0.75, for stems with their
    weights; `mean`: length of a record."""
    found = np.zeros(len(part), np.float32)
    for stem, weight in weights:
        span = part.span(stem)
        if span.stop > span.start:
            _add(found, part.rows[span], part.times[span], part.lengths, weight, max(mean, 1e-9))
    return found


def holding(part: Part, phrase: Numbers, stem: int) -> NDArray[np.int32]:
    """The records of `part` in which the words of `phrase` stand one after another. `stem`: the rarest of
    theirs, -1 for none, then every record is read."""
    rows = part.rows[part.span(stem)] if stem >= 0 else np.arange(len(part), dtype=np.int32)
    return np.asarray(rows[_reads(part.words, part.starts, rows, phrase)], np.int32)


@kernel
def _posted(words: Any, starts: Any, stem_of: Any, stems: Any) -> Any:
    n = len(starts) - 1
    lengths = np.zeros(n, np.int32)
    cuts = np.zeros(stems + 1, np.int64)
    last = np.full(stems, -1, np.int32)
    for row in range(n):
        for at in range(starts[row], starts[row + 1]):
            stem = stem_of[words[at]]
            if stem >= 0:
                lengths[row] += 1
                if last[stem] != row:
                    last[stem] = row
                    cuts[stem + 1] += 1
    for stem in range(stems):
        cuts[stem + 1] += cuts[stem]
        last[stem] = -1
    rows = np.empty(cuts[stems], np.int32)
    times = np.zeros(cuts[stems], np.uint8)
    place = cuts.copy()
    for row in range(n):
        for at in range(starts[row], starts[row + 1]):
            stem = stem_of[words[at]]
            if stem < 0:
                continue
            if last[stem] != row:
                last[stem] = row
                rows[place[stem]] = row
                place[stem] += 1
            if times[place[stem] - 1] < 255:
                times[place[stem] - 1] += 1
    return cuts, rows, times, lengths


@kernel
def _add(found: Any, rows: Any, times: Any, lengths: Any, weight: Any, mean: Any) -> Any:
    for at in range(len(rows)):
        row = rows[at]
        many = times[at]
        found[row] += weight * many * (K1 + 1) / (many + K1 * (1 - B + B * lengths[row] / mean))


@kernel
def _reads(words: Any, starts: Any, rows: Any, phrase: Any) -> Any:
    found = np.zeros(len(rows), np.bool_)
    for at in range(len(rows)):
        for place in range(starts[rows[at]], starts[rows[at] + 1] - len(phrase) + 1):
            same = True
            for further in range(len(phrase)):
                if words[place + further] != phrase[further]:
                    same = False
                    break
            if same:
                found[at] = True
                break
    return found
