"""Records nearest in meaning to a question: all compared while they are few, cells looked through beyond."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text import embed
from pilothouse.engine.text.space import EXACT, inverted

_AT_ONCE = 16_384
_LOOKED_AT = 0.03  # share of the cells that a question looks through
_FEWEST_CELLS = 48
LEAST = 0.25  # cosine below which nothing is near


class Meant:
    """Vectors of records in their order, to which more are added at any time.

    Up to 20,000 lie as they are, (n, 256) in single precision. When there are more, cells are learnt
    from them once and each number takes a byte (faiss IVF SQ8).
    """

    def __init__(self) -> None:
        self.count = 0
        self._few = np.zeros((0, embed.SIZE), np.float32)
        self._index: Any = None

    def add(self, texts: Sequence[str]) -> None:
        for start in range(0, len(texts), _AT_ONCE):
            rows = embed.vectors(texts[start : start + _AT_ONCE])
            self.count += len(rows)
            if self._index is not None:
                self._index.add(rows)
                continue
            if self.count > len(self._few):
                self._few = np.resize(self._few, (max(self.count, 2 * len(self._few)), embed.SIZE))
            self._few[self.count - len(rows) : self.count] = rows
            if self.count > EXACT:
                self._index = inverted(self._few[: self.count], direct=True)
                self._few = self._few[:0]

    def near(self, text: str, most: int) -> NDArray[np.int64]:
        """Numbers of at most `most` records above a cosine of 0.25, the nearest."""
        most = min(most, self.count)
        if self._index is None:
            alike = self._few[: self.count] @ _asked(text)
            rows = np.argsort(-alike, kind="stable")[:most]
            return rows[alike[rows] > LEAST].astype(np.int64)
        self._index.nprobe = min(self._index.nlist, max(_FEWEST_CELLS, round(_LOOKED_AT * self._index.nlist)))
        likeness, places = self._index.search(_asked(text)[None, :], most)
        return np.asarray(places[0][(places[0] >= 0) & (likeness[0] > LEAST)], np.int64)

    def likeness(self, text: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Cosine of `text` and each of `rows`, 0 where it is below."""
        held = self._few[rows] if self._index is None else self._index.reconstruct_batch(rows)
        return np.asarray(np.maximum(held @ _asked(text), 0.0), np.float64)


@lru_cache(16)
def _asked(text: str) -> NDArray[np.float32]:
    return np.asarray(embed.vectors([text])[0])
