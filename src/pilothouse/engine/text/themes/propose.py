"""What a new run would change about accepted themes: proposed, never done.

Ids are stable by construction: a theme keeps its id as long as half of its records stay together, and
anything else is a proposal that a person accepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.themes.graph import Numbers

Change = Literal["split", "merge", "new", "retired"]

_SAME = 0.50
_PART = 0.25


@dataclass(frozen=True, slots=True)
class Proposal:
    """`before`: ids of accepted themes concerned; `after`: numbers of the new run's themes; `share`: of
    each of
    `after` the share of the old theme's records (split), of each of `before` the share of it that goes in
    (merge).
    """

    change: Change
    before: tuple[int, ...]
    after: tuple[int, ...]
    share: tuple[float, ...] = ()


@dataclass(frozen=True)
class Compared:
    """`kept`: accepted theme by number of the new run's theme, where half of both is common."""

    kept: Mapping[int, int]
    proposals: tuple[Proposal, ...]


def compare(before: Numbers, after: Numbers) -> Compared:
    """Themes as accepted (`before`) against those of a new run (`after`), both (n,) with -1 for none,
    over records that both have seen.

    One to one by the largest sum of Jaccard's shares (Hungarian method); a pair below one half is not the
    same. A part of a quarter or more counts for a split or merge.
    """
    old, new = _ids(before), _ids(after)
    common = _common(before, after, old, new)
    sizes_old = np.array([(before == theme).sum() for theme in old])
    sizes_new = np.array([(after == theme).sum() for theme in new])
    kept = _matched(common, sizes_old, sizes_new)
    proposals = [
        *_parts(common, sizes_old, old, new, "split"),
        *_parts(common.T, sizes_new, new, old, "merge"),
    ]
    told_old = {theme for row in proposals for theme in row.before}
    told_new = {theme for row in proposals for theme in row.after}
    of_kept = {new[column]: old[row] for row, column in kept}
    proposals += [
        Proposal("new", (), (theme,)) for theme in new if theme not in of_kept and theme not in told_new
    ]
    proposals += [
        Proposal("retired", (theme,), ())
        for theme in old
        if theme not in set(of_kept.values()) and theme not in told_old
    ]
    return Compared(of_kept, tuple(proposals))


def _ids(themes: Numbers) -> list[int]:
    return [int(theme) for theme in np.unique(themes) if theme >= 0]


def _common(before: Numbers, after: Numbers, old: Sequence[int], new: Sequence[int]) -> NDArray[np.int64]:
    found = np.zeros((len(old), len(new)), np.int64)
    both = (before >= 0) & (after >= 0)
    rows, columns = np.searchsorted(old, before[both]), np.searchsorted(new, after[both])
    np.add.at(found, (rows, columns), 1)
    return found


def _matched(
    common: NDArray[np.int64], old: NDArray[np.int64], new: NDArray[np.int64]
) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    if not common.size:
        return []
    share = common / np.maximum(1, old[:, None] + new[None, :] - common)
    rows, columns = linear_sum_assignment(-share)
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if share[row, column] >= _SAME
    ]


def _parts(
    common: NDArray[np.int64],
    sizes: NDArray[np.int64],
    wholes: Sequence[int],
    parts: Sequence[int],
    change: Change,
) -> list[Proposal]:
    found = []
    for row, whole in enumerate(wholes):
        shares = common[row] / max(1, sizes[row])
        chosen = [int(column) for column in np.argsort(-shares, kind="stable") if shares[column] >= _PART]
        if len(chosen) < 2:
            continue
        listed = tuple(parts[column] for column in chosen)
        share = tuple(round(float(shares[column]), 3) for column in chosen)
        if change == "split":
            found.append(Proposal(change, (whole,), listed, share))
        else:
            found.append(Proposal(change, listed, (whole,), share))
    return found
