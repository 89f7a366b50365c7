"""The matrix of a register: drawn from the numbers of its risks, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilothouse.risk.contracts import Risk

_CHANCES = (
    (0.5, "50 % and more"),
    (0.3, "30 to 50 %"),
    (0.15, "15 to 30 %"),
    (0.05, "5 to 15 %"),
    (0.0, "below 5 %"),
)
_DAYS = (
    (0.0, "below 1 day"),
    (1.0, "1 to 5"),
    (5.0, "5 to 10"),
    (10.0, "10 to 20"),
    (20.0, "20 days and more"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """The open threats of a probability and a likely delay; `weight` 0 to 4 is how much they matter."""

    risks: tuple[Risk, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows from the likeliest down, columns from the shortest delay; `beside` have no delay in days."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    placed: int
    beside: tuple[Risk, ...]


def matrix(risks: Sequence[Risk]) -> Matrix:
    """Of the open threats among `risks`, by probability and likely delay."""
    threats = [row for row in risks if row.is_open and not row.is_opportunity]
    placed = [row for row in threats if row.probability is not None and row.delay_likely is not None]
    rows = []
    for level, (chance, label) in enumerate(_CHANCES):
        cells = []
        for step in range(len(_DAYS)):
            held = tuple(row for row in placed if _row(row) == level and _column(row) == step)
            cells.append(Cell(held, _weight(chance, _DAYS[step][0])))
        rows.append((label, tuple(cells)))
    beside = tuple(row for row in threats if row not in placed)
    return Matrix(tuple(label for _, label in _DAYS), tuple(rows), len(placed), beside)


def _row(risk: Risk) -> int:
    return next(at for at, (least, _) in enumerate(_CHANCES) if (risk.probability or 0.0) >= least)


def _column(risk: Risk) -> int:
    return max(at for at, (least, _) in enumerate(_DAYS) if (risk.delay_likely or 0.0) >= least)


def _weight(chance: float, days: float) -> int:
    """By the least that a risk of the cell is expected to delay."""
    expected = chance * days
    return sum(expected >= step for step in (0.25, 1.0, 3.0, 6.0))
