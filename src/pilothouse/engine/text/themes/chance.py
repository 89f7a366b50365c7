"""How near a record's neighbours are against what words thrown together would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.space import Index, Near, Placed

Place = Callable[[Sequence[str]], Placed]

Kept = tuple[NDArray[np.int64], NDArray[np.int64]]  # words of each, and how many records it stands for

_DRAWN = 20_000
_SHUFFLED = 4_000
_FIFTH = 4
_BINS = 8
_FEWEST = 50  # shuffled texts in a bin of lengths, below which all are taken
_EDGE = 0.80


@dataclass(frozen=True)
class Chance:
    """`least`: likeness that only one in five shuffled texts has to its fifth neighbour. `above` (n,):
    share of the shuffled texts of a record's length whose fifth neighbour is farther than its own."""

    least: float
    above: NDArray[np.float64]


def against_chance(
    texts: Sequence[str],
    kept: Kept,
    near: Near,
    index: Index,
    place: Place,
    *,
    seed: int,
) -> Chance:
    """Compared with texts whose words were shuffled among all of `texts`, lengths kept.

    `kept` are the records that `near` and `index` hold; `texts` is the whole they stand for.
    """
    lengths, times = kept
    if near.rows.shape[1] <= _FIFTH:
        return Chance(1.0, np.zeros(len(lengths)))
    shuffled = _shuffled(texts, seed)
    fifth = _fifth(index.near(place(shuffled), _FIFTH + 1), times)
    of_shuffled = np.array([len(text.split()) for text in shuffled])
    cuts = np.quantile(of_shuffled, np.arange(1, _BINS) / _BINS)
    bin_of = np.searchsorted(cuts, of_shuffled, side="left")
    asked = np.searchsorted(cuts, lengths, side="left")
    own = _fifth(near, times, times - 1)
    above = np.empty(len(lengths))
    for number in range(_BINS):
        same = fifth[bin_of == number] if (bin_of == number).sum() >= _FEWEST else fifth
        chosen = asked == number
        above[chosen] = np.searchsorted(np.sort(same), own[chosen], side="left") / max(1, len(same))
    return Chance(float(np.quantile(fifth, _EDGE)), above)


def _fifth(
    near: Near, times: NDArray[np.int64], copies: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Likeness of the fifth nearest, each neighbour counted as often as it was said; 1 where the record's own
    `copies` are as many."""
    counted = np.cumsum(np.where(near.rows >= 0, times[near.rows], 0), axis=1)
    if copies is not None:
        counted = counted + copies[:, None]
    at = np.minimum((counted <= _FIFTH).sum(axis=1), near.rows.shape[1] - 1)
    found = np.take_along_axis(near.likeness, at[:, None], axis=1)[:, 0].astype(np.float64)
    return found if copies is None else np.where(copies > _FIFTH, 1.0, found)


def _shuffled(texts: Sequence[str], seed: int) -> list[str]:
    draw = np.random.default_rng(seed)
    chosen = draw.choice(len(texts), min(len(texts), _DRAWN), replace=False)
    listed = [texts[row].split() for row in np.sort(chosen)]
    bag = np.array([word for row in listed for word in row], dtype=object)
    draw.shuffle(bag)
    taken = draw.choice(len(listed), min(len(listed), _SHUFFLED), replace=False)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in listed])])
    return [" ".join(bag[starts[row] : starts[row + 1]]) for row in np.sort(taken)]
