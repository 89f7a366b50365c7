"""How often came what was stated, as a plot: on the diagonal stated probabilities hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilothouse.risk.charts import BOTTOM, LEFT, RIGHT, TOP, Tick
from pilothouse.risk.contracts import Fifth

_LEAST, _MOST = 4.0, 14.0  # radius of a mark


@dataclass(frozen=True, slots=True)
class ReliabilityPlot:
    """A mark for each fifth, larger with more statements; the ends of the diagonal; marks of both axes."""

    marks: tuple[tuple[float, float, float, Fifth], ...]
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    diagonal: tuple[float, float, float, float] = (LEFT, BOTTOM, RIGHT, TOP)


def reliability_plot(fifths: Sequence[Fifth]) -> ReliabilityPlot | None:
    """None where nothing is resolved."""
    if not fifths:
        return None
    most = max(row.statements for row in fifths)
    shares = (0, 25, 50, 75, 100)
    return ReliabilityPlot(
        tuple(
            (
                _across(row.stated),
                _up(row.came),
                round(_LEAST + (_MOST - _LEAST) * (row.statements / most) ** 0.5, 1),
                row,
            )
            for row in fifths
        ),
        tuple(Tick(_across(share / 100), f"{share}") for share in shares),
        tuple(Tick(_up(share / 100), f"{share}") for share in shares),
    )


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _up(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)
