"""Sets of things, and what they may take together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chosen = frozenset[int]

NEARLY = 1e-9
NOTHING: Chosen = frozenset()


@dataclass(frozen=True)
class Limits:
    """What is asked of each thing, `(things, resources)`, and what there is; money is the first resource."""

    asked: NDArray[np.float64]
    there: NDArray[np.float64]

    def fits(self, chosen: Chosen) -> bool:
        return self.lacks(chosen) is None

    def lacks(self, chosen: Chosen) -> int | None:
        """The first resource that does not suffice."""
        asked = self.asked[sorted(chosen)].sum(axis=0)
        short = np.flatnonzero(asked > self.there * (1 + NEARLY) + NEARLY)
        return int(short[0]) if short.size else None

    def share(self, number: int) -> float:
        """The largest part of any resource that it takes."""
        part = self.asked[number] / np.maximum(self.there, NEARLY)
        return max(float(part.max()), 1e-3)
