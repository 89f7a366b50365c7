"""A schedule as a search hands it over."""

from __future__ import annotations

from typing import NamedTuple

from pilothouse.engine.schedule.compiled import Floats


class Found(NamedTuple):
    """In the order of the problem's items: days, and who (numbers of people, chosen ones first). Less `score`
    is better (`search.score_of`).
    """

    score: float
    starts: Floats
    finishes: Floats
    teams: tuple[tuple[int, ...], ...]
