"""How well kinds were told: F1 of each, their plain mean, and whether chances hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_BINS = 15


class OfKind(NamedTuple):
    """Scores of one kind, 0 to 1; `rows`: how many there were."""

    kind: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Scores:
    """`macro_f1`: mean of the kinds' F1; `ece`: expected calibration error over 15 bins of the stated
    chance."""

    macro_f1: float
    ece: float
    classes: tuple[OfKind, ...]


def scored(right: Sequence[str], chances: NDArray[np.float64], names: Sequence[str]) -> Scores:
    """Against `right` (n,), the kinds as people labelled them; `chances` (n, len(names))."""
    true = np.array([names.index(kind) for kind in right])
    said = chances.argmax(axis=1)
    classes = tuple(_of_kind(name, true == at, said == at) for at, name in enumerate(names))
    present = [row.f1 for row in classes if row.rows]
    return Scores(
        round(float(np.mean(present)), 4), round(_ece(chances.max(axis=1), said == true), 4), classes
    )


def _of_kind(name: str, true: NDArray[np.bool_], said: NDArray[np.bool_]) -> OfKind:
    both = float((true & said).sum())
    precision, recall = both / max(1, said.sum()), both / max(1, true.sum())
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return OfKind(name, int(true.sum()), round(precision, 4), round(recall, 4), round(f1, 4))


def _ece(stated: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    bins = np.minimum((stated * _BINS).astype(int), _BINS - 1)
    gaps = [
        (bins == at).mean() * abs(stated[bins == at].mean() - right[bins == at].mean())
        for at in np.unique(bins)
    ]
    return float(sum(gaps))
