"""Moments of a plan as the shell shows them: dates, or working days where the file has none."""

from __future__ import annotations

from pilothouse.engine.dates import day_text
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.plan import Placed


def span(row: Placed, dates: PlanDates | None) -> tuple[str, str]:
    """Start and finish of an item."""
    if dates is None:
        return f"{row.start:.1f}", f"{row.finish:.1f}"
    first, last = dates.span(row.item, row.start, row.finish)
    return day_text(first), day_text(last)


def end(name: str, moment: float, dates: PlanDates | None) -> str:
    """When an item or a group is done."""
    return f"{moment:.1f}" if dates is None else day_text(dates.finish(name, moment))


def whole_end(moment: float, dates: PlanDates | None) -> str:
    """When the whole plan is done."""
    return f"{moment:.1f}" if dates is None else day_text(dates.end(moment))


def due(deadline: float | None, dates: PlanDates | None) -> str:
    """A deadline; empty where there is none."""
    if deadline is None:
        return ""
    return f"{deadline:.1f}" if dates is None else day_text(dates.clock.finish_date(deadline))
