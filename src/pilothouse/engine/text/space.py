"""Vectors made comparable within one body of text, and who lies next to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Placed = NDArray[np.float16]  # half the memory; the loss is below that of the index

AXES = 128
_SAMPLE = 20_000
EXACT = 20_000  # up to so many records all pairs are compared
_BLOCK = 1_024
_CELLS = 4_096
_PART = 65_536


@dataclass(frozen=True)
class Space:
    """`mean` (256,) and `axes` (256, 128) of the records it was fitted on: stored with what was found in it.

    Taking away what all records share, then the axes along which they differ most: neighbours agree better
    with what people call the same.
    """

    mean: Vectors
    axes: Vectors

    def place(self, vectors: Vectors) -> Vectors:
        """Rows of length 1 (or 0), (n, axes)."""
        return unit(np.asarray((vectors - self.mean) @ self.axes, np.float32))


def unit(rows: Vectors) -> Vectors:
    """`rows` with length 1; those of length 0 stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 1e-9, length, 1.0), np.float32)


def fit_space(vectors: Vectors, *, seed: int = 0, axes: int = AXES) -> Space:
    """Fitted on at most 20,000 of the records, drawn with `seed`."""
    if len(vectors) > _SAMPLE:
        chosen = np.random.default_rng(seed).choice(len(vectors), _SAMPLE, replace=False)
        vectors = vectors[np.sort(chosen)]
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    centred = vectors - mean
    _, turned = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return Space(np.asarray(mean, np.float32), np.ascontiguousarray(turned[:, ::-1][:, :axes], np.float32))


@dataclass(frozen=True)
class Near:
    """The k nearest of each row, nearest first: `rows` (n, k) with -1 where there are none, `likeness`
    (n, k)."""

    rows: NDArray[np.int32]
    likeness: Vectors


class Index:
    """Placed records that can be asked for the nearest of any others.

    Up to 20,000 records every pair is compared; beyond, cells of an inverted file with one byte a number
    (faiss IVF SQ8) are looked through, `probes` of them a question. `few` questions are answered sooner than
    the cells are learnt: then every pair is compared.
    """

    def __init__(self, placed: Placed, *, few: bool = False) -> None:
        self.placed = placed
        self._index: Any = None if few or len(placed) <= EXACT else inverted(placed)

    def near(self, asked: Placed, k: int, *, probes: int = 6) -> Near:
        """The nearest of each row of `asked`, which may be a record itself."""
        k = min(k, len(self.placed))
        if self._index is None:
            return _exact(self.placed, asked, k)
        self._index.nprobe = probes
        rows = np.empty((len(asked), k), np.int32)
        likeness = np.empty((len(asked), k), np.float32)
        for start in range(0, len(asked), _PART):
            part = slice(start, start + _PART)
            likeness[part], rows[part] = self._index.search(asked[part].astype(np.float32), k)
        return Near(rows, likeness)

    def among(self, k: int, *, probes: int = 6) -> Near:
        """The nearest of each record among the others."""
        return _without_itself(self.near(self.placed, min(k + 1, len(self.placed)), probes=probes), k)


def _exact(placed: Placed, asked: Placed, k: int) -> Near:
    rows = np.empty((len(asked), k), np.int32)
    likeness = np.empty((len(asked), k), np.float32)
    whole = placed.astype(np.float32).T
    for start in range(0, len(asked), _BLOCK):
        alike = asked[start : start + _BLOCK].astype(np.float32) @ whole
        best = (
            np.argpartition(alike, -k, axis=1)[:, -k:]
            if k < len(placed)
            else np.tile(np.arange(len(placed)), (len(alike), 1))
        )
        value = np.take_along_axis(alike, best, axis=1)
        order = np.lexsort((best, -value), axis=1)
        rows[start : start + _BLOCK] = np.take_along_axis(best, order, axis=1)
        likeness[start : start + _BLOCK] = np.take_along_axis(value, order, axis=1)
    return Near(rows, likeness)


def inverted(placed: Placed | Vectors, *, direct: bool = False) -> Any:
    """Cells that can be searched, with a byte a number, learnt from `placed` and holding them. `direct`: each
    can be read again by its row."""
    import faiss

    cells = int(min(2 * np.sqrt(len(placed)), _CELLS))
    coarse = faiss.IndexFlatIP(placed.shape[1])
    index = faiss.IndexIVFScalarQuantizer(
        coarse, placed.shape[1], cells, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter, index.cp.seed = 5, 1
    index.cp.max_points_per_centroid = 32
    index.cp.min_points_per_centroid = 1
    chosen = np.random.default_rng(0).choice(len(placed), min(len(placed), 32 * cells), replace=False)
    index.train(placed[np.sort(chosen)].astype(np.float32))
    if direct:
        index.make_direct_map(True)
    for start in range(0, len(placed), _PART):
        index.add(placed[start : start + _PART].astype(np.float32))
    return index


def _without_itself(near: Near, k: int) -> Near:
    """Each row without itself; where it was not among its own nearest (copies of it came first), without the
    last."""
    n, wide = near.rows.shape
    itself = near.rows == np.arange(n, dtype=np.int32)[:, None]
    itself[~itself.any(axis=1), wide - 1] = True
    keep = ~itself
    return Near(near.rows[keep].reshape(n, wide - 1)[:, :k], near.likeness[keep].reshape(n, wide - 1)[:, :k])
