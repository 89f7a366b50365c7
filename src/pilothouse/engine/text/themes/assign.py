"""A place for new records among themes that stay as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.space import Index, Placed
from pilothouse.engine.text.themes.find import NEIGHBOURS
from pilothouse.engine.text.themes.graph import Numbers

_SHARE = 0.40


def assign(index: Index, theme_of: Numbers, asked: Placed, *, least: float, probes: int = 32) -> Numbers:
    """The theme of each row of `asked`, -1 for none: that of the most alike among its ten nearest old
    records, if it holds 40 % of what all ten weigh; those less than `least` alike speak for none.

    `theme_of`: that of each record of `index`. Old records never move.
    """
    return assign_with_shares(index, theme_of, asked, least=least, probes=probes)[0]


def assign_with_shares(
    index: Index, theme_of: Numbers, asked: Placed, *, least: float, probes: int = 32
) -> tuple[Numbers, NDArray[np.float64]]:
    """As `assign`, and the share (n,) of what all ten weigh that spoke for it, 0 where it is none."""
    found, shares = np.full(len(asked), -1, np.int32), np.zeros(len(asked))
    if not len(index.placed):
        return found, shares
    near = index.near(asked, NEIGHBOURS, probes=probes)
    for row, (rows, likeness) in enumerate(zip(near.rows, near.likeness, strict=True)):
        themes = np.where(likeness >= least, theme_of[rows], -1)
        found[row], shares[row] = _voted(themes[rows >= 0], np.maximum(likeness[rows >= 0], 0.0))
    return found, shares


def _voted(themes: Numbers, weights: NDArray[np.float32]) -> tuple[int, float]:
    votes: dict[int, float] = {}
    for theme, weight in zip(themes.tolist(), weights.tolist(), strict=True):
        votes[theme] = votes.get(theme, 0.0) + weight
    best = max((theme for theme in votes if theme >= 0), key=lambda theme: (votes[theme], -theme), default=-1)
    whole = sum(votes.values())
    return (best, votes[best] / whole) if best >= 0 and votes[best] >= _SHARE * whole > 0 else (-1, 0.0)
