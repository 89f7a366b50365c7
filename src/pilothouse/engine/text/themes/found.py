"""What themes are, as found in records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.text.space import Space
from pilothouse.engine.text.themes.graph import Numbers

Kind = Literal["theme", "loose", "routine"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Records that say the same. `name`: up to three terms; `example`: row of the record nearest to what all
    of them say; `coherence`: mean cosine of two of its records; `parent`: number of the theme it was
    split from.

    A *loose group* stands less far above chance: shown apart and never ranked. *Routine* talk is near-copies.
    """

    number: int
    kind: Kind
    name: tuple[str, ...]
    example: int
    size: int
    coherence: float
    parent: int | None = None


@dataclass(frozen=True)
class Themes:
    """`theme_of` (n,): number of each record's theme, -1 for none. `communities` (n,): groups before
    anything was judged, where the next run begins. `above_chance` (n,): 0 to 1, of each record and those it
    is joined to. `least`: likeness that one in five of texts thrown together has to its fifth neighbour.
    `version` of the embedding.
    """

    themes: tuple[Theme, ...]
    theme_of: Numbers
    communities: Numbers
    above_chance: NDArray[np.float64]
    space: Space
    least: float
    version: str

    def rows(self, number: int) -> NDArray[np.intp]:
        """The records of a theme."""
        return np.flatnonzero(self.theme_of == number)
