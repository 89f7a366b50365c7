"""How people are chosen among those who can do an item."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pilothouse.engine.schedule.compiled import Floats


class Taste(NamedTuple):
    """How people are chosen: how much rare skills are spared, and seeded noise."""

    scarcity: Floats  # (people,) 0 for somebody whose skills everybody has, up to 1
    sparing: float
    noise: float
    seed: np.uint64
