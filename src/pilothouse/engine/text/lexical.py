"""Words that two texts share, weighed by how rare they are: BM25 over a body of text in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.words import stop_words, words

_PARAMETERS = 1.2, 0.75  # k1, b
_COMMON = 0.05  # a word in more of the records than that is passed over where others are left
_FEW = 2_000  # records below which no word is too common


class Lexical:
    """Scores of records for a text (Robertson, Zaragoza 2009), k1 1.2, b 0.75.

    Words in more than one of twenty records of a large body are passed over: they cost most and say least.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from scipy import sparse

        self.places: dict[str, int] = {}
        stop = stop_words()
        columns, starts = [], [0]
        for text in texts:
            told = (word for word in words(text) if word not in stop)
            columns += [self.places.setdefault(word, len(self.places)) for word in told]
            starts.append(len(columns))
        shape = (len(texts), len(self.places))
        counted = sparse.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=shape)
        counted.sum_duplicates()
        held = np.bincount(counted.indices, minlength=shape[1])
        rarity = np.log1p((shape[0] - held + 0.5) / (held + 0.5)).astype(np.float32)
        if shape[0] > _FEW:
            rarity[held > _COMMON * shape[0]] = 0.0
        length = np.diff(starts).astype(np.float32)
        k1, b = _PARAMETERS
        norm = k1 * (1 - b + b * length / max(float(length.mean()), 1e-9)) if len(length) else length
        by_row = np.repeat(norm, np.diff(counted.indptr))
        weighed = counted.copy()
        weighed.data = counted.data * (k1 + 1) / (counted.data + by_row) * rarity[counted.indices]
        weighed.eliminate_zeros()
        counted.data = np.ones_like(counted.data)
        self._asked: Any = counted
        self._weighed: Any = weighed.T.tocsr()

    def scores(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Of all records for the text of each of `rows`, (len(rows), n)."""
        return np.asarray((self._asked[rows] @ self._weighed).todense(), np.float32)
