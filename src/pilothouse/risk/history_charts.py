"""How exposure and chances went from one assessment to the next, as plots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pilothouse.kit.dates import day_text
from pilothouse.risk.charts import BOTTOM, LEFT, RIGHT, TOP, CurvePlot, Tick, nice
from pilothouse.risk.contracts import AssessmentInBrief

_LABELS = 4  # dates beneath an axis
_APART = 84  # units that a date takes


def days_plot(rows: Sequence[AssessmentInBrief]) -> CurvePlot | None:
    """What risks cost the 85 % date over time; None for fewer than two."""
    return _plot([(row.taken_at, row.days) for row in rows])


def chance_plot(rows: Sequence[AssessmentInBrief]) -> CurvePlot | None:
    """The least chance of a target date over time, in percent."""
    points = [(row.taken_at, row.lowest * 100) for row in rows if row.lowest is not None]
    return _plot(points, most=100.0)


def _plot(points: Sequence[tuple[datetime, float]], most: float | None = None) -> CurvePlot | None:
    points = sorted(points)
    if len(points) < 2 or points[0][0] == points[-1][0]:
        return None
    first, last = points[0][0], points[-1][0]
    low = min(0.0, *(value for _, value in points))
    high = most if most is not None else max(0.0, *(value for _, value in points))
    high = high if high > low else low + 1.0
    span = (last - first).total_seconds()

    def across(moment: datetime) -> float:
        return round(LEFT + (moment - first).total_seconds() / span * (RIGHT - LEFT), 1)

    def up(value: float) -> float:
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    step = nice(high - low)
    marks = [number * step for number in range(int(low / step), int(high / step + 1e-9) + 1)]
    return CurvePlot(
        " ".join(f"{across(moment)},{up(value)}" for moment, value in points),
        _dates([(across(moment), moment) for moment, _ in points], last),
        tuple(Tick(up(value), f"{value:g}".replace("-", "−")) for value in marks),
    )


def _dates(places: Sequence[tuple[float, datetime]], last: datetime) -> tuple[Tick, ...]:
    """A few of the moments, so far apart that their dates do not run into each other."""
    kept: list[Tick] = []
    least = max(_APART, (RIGHT - LEFT) / _LABELS)
    for at, moment in places:
        if not kept or at - kept[-1].at >= least:
            kept.append(Tick(at, day_text(moment.date(), this_year=last.year)))
    return tuple(kept)
