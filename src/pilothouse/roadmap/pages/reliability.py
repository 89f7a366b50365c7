"""The chart of stated against held shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pilothouse.roadmap.contracts import Share

LEFT, TOP, RIGHT, BOTTOM = 44, 12, 300, 232  # the plot in its own units


class Tick(NamedTuple):
    """Where `percent` stands on both axes."""

    x: float
    y: float
    percent: int


class Point(NamedTuple):
    """Where one level stands, with the ends of its 95 % interval, and what it says."""

    x: float
    y: float
    high: float
    low: float
    text: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """Everything the chart draws."""

    left: float
    top: float
    right: float
    bottom: float
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]


def reliability(levels: tuple[Share, ...]) -> Reliability:
    """Levels with too few cases are left out."""
    return Reliability(
        LEFT,
        TOP,
        RIGHT,
        BOTTOM,
        tuple(Tick(_across(part / 100), _down(part / 100), part) for part in (0, 25, 50, 75, 100)),
        tuple(
            Point(_across(row.level / 100), _down(row.share), _down(row.high), _down(row.low), row.text)
            for row in levels
            if row.share is not None
        ),
    )


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _down(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)
